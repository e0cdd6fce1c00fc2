// An address that names a row, or an item of one, opens the row: folded, it would lead to nothing.
const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
const row = named && named.closest("details.stack:not([open])");
if (row) {
  row.open = true;
  named.scrollIntoView();
}
