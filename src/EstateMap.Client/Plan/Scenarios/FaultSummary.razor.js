// A link to a fragment scrolls and leaves the focus where it was; a fault is put right by typing.
export function focusField(id) {
  document.getElementById(id)?.focus();
}
