// Selects a text and copies it; false where that is not allowed, as on a page that is not served over HTTPS.
export async function copy(element) {
  element.focus();
  element.select();
  try {
    await navigator.clipboard.writeText(element.value);
    return true;
  } catch {
    return false;
  }
}
