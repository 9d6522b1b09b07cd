// Sends the page's form at once; without JavaScript its button does.
"use strict";

const form = document.querySelector("form[data-submit-at-once]");
if (form) {
  form.submit();
}
