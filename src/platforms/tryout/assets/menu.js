// On a narrow screen people and conversations are in a drawer. While it is open, nothing else can be used.

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
