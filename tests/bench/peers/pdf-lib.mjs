// pdf-lib: text and lines at coordinates; breaking lines and pages is the caller's work.
import fontkit from "@pdf-lib/fontkit";
import { PDFDocument } from "pdf-lib";

const [WIDTH, HEIGHT, MARGIN, SIZE, LEADING, INSET] = [595, 842, 40, 11, 14, 3];

export const paper = async (parts, fontFile) => {
  const pdf = await PDFDocument.create();
  pdf.registerFontkit(fontkit);
  const font = await pdf.embedFont(fontFile, { subset: true });
  const widths = new Map();
  const widthOf = (letter) => {
    if (!widths.has(letter)) widths.set(letter, font.widthOfTextAtSize(letter, SIZE));
    return widths.get(letter);
  };
  const broken = (text, room) => text.split("\n").flatMap((line) => {
    const lines = [""];
    let used = 0;
    for (const letter of line) {
      used += widthOf(letter);
      if (used > room) {
        lines.push("");
        used = widthOf(letter);
      }
      lines[lines.length - 1] += letter;
    }
    return lines;
  });
  let page = pdf.addPage([WIDTH, HEIGHT]);
  let y = HEIGHT - MARGIN;
  const next = () => {
    page = pdf.addPage([WIDTH, HEIGHT]);
    y = HEIGHT - MARGIN;
  };
  for (const { title, widths: shares, rows, begins } of parts) {
    if (!rows) {
      if (begins) next();
      page.drawText(title, { x: MARGIN, y: y - 15, size: 15, font });
      y -= 24;
      continue;
    }
    for (const row of rows) {
      const rooms = shares.map((share) => (share / 100) * (WIDTH - 2 * MARGIN));
      const cells = row.map((text, column) => broken(text, rooms[column] - 2 * INSET));
      const height = LEADING * Math.max(...cells.map((lines) => lines.length)) + 2 * INSET;
      if (y - height < MARGIN) next();
      let x = MARGIN;
      cells.forEach((lines, column) => {
        page.drawRectangle({ x, y: y - height, width: rooms[column], height, borderWidth: 0.5 });
        lines.forEach((line, number) => page.drawText(line, { x: x + INSET, y: y - INSET - SIZE - number * LEADING, size: SIZE, font }));
        x += rooms[column];
      });
      y -= height;
    }
  }
  return (await pdf.save()).length;
};
