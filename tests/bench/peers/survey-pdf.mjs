// survey-pdf: prints the answers of a SurveyJS form; each table of the paper is a matrix of read-only cells.
import { DocController, SurveyPDF } from "survey-pdf";

let known = false;

export const paper = async (parts, font) => {
  if (!known) {
    const text = Array.from(new Uint8Array(font), (byte) => String.fromCharCode(byte)).join("");
    for (const style of ["normal", "bold"]) DocController.addFont("Kai", btoa(text), style);
    known = true;
  }
  const data = {};
  const elements = parts.map(({ title, rows }, number) => {
    if (!rows) return { type: "html", name: `part${number}`, html: title };
    const [head, ...others] = rows;
    data[`part${number}`] = others.map((row) => Object.fromEntries(row.map((text, column) => [`c${column}`, text])));
    const columns = head.map((name, column) => ({ name: `c${column}`, title: name || " ", cellType: "comment" }));
    return { type: "matrixdynamic", name: `part${number}`, titleLocation: "hidden", columns, rowCount: others.length };
  });
  const survey = new SurveyPDF({ elements, showQuestionNumbers: "off" }, { fontName: "Kai", fontSize: 11, format: "a4", commercial: true });
  survey.data = data;
  survey.mode = "display";
  return (await survey.raw()).length;
};
