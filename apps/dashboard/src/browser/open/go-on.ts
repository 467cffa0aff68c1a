// From here on the browser sends the session's cookie.
const next = document.querySelector<HTMLAnchorElement>('#next');
if (next) location.replace(next.href);
