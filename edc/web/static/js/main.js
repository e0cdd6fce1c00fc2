// Starts what a page needs. Every page works without any of this; with it, it is quicker.
import "./keys.js";
import "./session.js";
import "./choose.js";

const crf = document.querySelector("form[data-crf]");
if (crf) {
  import("./rail.js");
  import("./named.js");
  if (crf.dataset.liveUrl) {
    import("./crf.js");
    import("./reasons.js");
    import("./rows.js");
    import("./draft.js");
  }
}
if (document.querySelector("[data-matrix]")) import("./matrix.js");
