// What a form needs that is read: the rail, and rows that an address names.
import "./rail.js";
import "./named.js";
