// The code stands behind the number sign, which browsers keep to themselves. It goes from the address into the form.
const code = document.querySelector<HTMLInputElement>('#code');
const given = location.hash.slice(1);
if (code && given !== '') {
  code.value = given;
  history.replaceState(null, '', location.pathname);
}
document.querySelector<HTMLInputElement>(code?.value ? '#password' : '#code')?.focus();
