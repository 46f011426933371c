// Says which photo was chosen: the browser's own words for it are hidden with its button.
function sayNames(output) {
  const input = document.getElementById(output.dataset.namesOf);
  input.addEventListener("change", () => {
    output.textContent = Array.from(input.files, (file) => file.name).join(", ");
  });
}

document.querySelectorAll("[data-names-of]").forEach(sayNames);
