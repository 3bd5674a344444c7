// formio.js as its README tells; what it promises is kept once the form takes what is typed.
Formio.createForm(document.getElementById("form"), definition).then(() => {
  document.documentElement.dataset.app = "ready";
});
