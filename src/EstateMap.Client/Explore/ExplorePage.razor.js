// What has the focus is remembered; it gets it back if it is still there and to be seen, or else the heading does.
export function createFocusKeeper(heading) {
  let opener = null;
  return {
    remember: () => { opener = document.activeElement; },
    giveBack: () => {
      if (opener?.isConnected && opener !== document.body) opener.focus();
      if (opener === document.body || document.activeElement !== opener) heading.focus();
    },
  };
}
