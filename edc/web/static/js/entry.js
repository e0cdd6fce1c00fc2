// What a form needs that is typed. The page waits for all of it, so that no keystroke comes before its listener.
import "./crf.js";
import "./reasons.js";
import "./rows.js";
import "./draft.js";
