// On a narrow screen people and conversations lie in a drawer, which is all there is while it is open.

const isOpen = () => document.body.classList.contains("menu-open");

matchMedia("(min-width: 52rem)").addEventListener("change", closeMenu);

export function toggleMenu() {
  const open = !isOpen();
  document.body.classList.toggle("menu-open", open);
  document.querySelector(".main").inert = open;
  document.querySelector(open ? ".side [data-menu]" : ".head [data-menu]").focus();
}

export function closeMenu() {
  if (isOpen()) toggleMenu();
}
