// Carries a signed message on by itself; without scripts the button on the page does it.
document.getElementById("message").submit();
