// pdfmake: a document is data.
import pdfMake from "pdfmake/build/pdfmake";

export const paper = async (parts, font) => {
  pdfMake.virtualfs.writeFileSync("kai.ttf", new Uint8Array(font));
  pdfMake.addFonts({ Kai: { normal: "kai.ttf", bold: "kai.ttf" } });
  const content = parts.map(({ title, widths, rows, begins }) =>
    rows ? { table: { widths: widths.map((share) => `${share}%`), headerRows: 1, body: rows } } : { text: title, alignment: "center", fontSize: 15, pageBreak: begins ? "before" : undefined },
  );
  const made = pdfMake.createPdf({ content, defaultStyle: { font: "Kai", fontSize: 11 }, pageSize: "A4", pageMargins: 40 });
  return (await made.getBuffer()).length;
};
