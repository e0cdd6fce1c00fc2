// Starts what every page needs. Every page works without any of this; with it, it is quicker.
import "./keys.js";
import "./session.js";
import "./choose.js";

if (document.querySelector("[data-matrix]")) import("./matrix.js");
