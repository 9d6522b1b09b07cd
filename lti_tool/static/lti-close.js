// Asks the LMS to close the window or frame of the registration. The message holds nothing
// secret, and the LMS may have its pages on any host: so it goes to whoever opened this.
"use strict";

const button = document.querySelector("[data-close-lti]");
const opener = window.opener || (window.parent !== window ? window.parent : null);
if (button && opener) {
  button.hidden = false;
  button.addEventListener("click", () => {
    opener.postMessage({ subject: "org.imsglobal.lti.close" }, "*");
  });
}
