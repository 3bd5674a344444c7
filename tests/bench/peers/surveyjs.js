// SurveyJS as its guide for HTML, CSS and JavaScript tells.
document.addEventListener("DOMContentLoaded", () => {
  new Survey.Model(definition).render(document.getElementById("form"));
});
