// Swagger UI has its dark colours under a class of the root. Set before anything is drawn, and whenever the reader's choice changes.
const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();
