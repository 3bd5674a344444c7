// A worker that makes photos small: upright, as JPEG, without anything that the camera wrote into the file. One after another, so that only
// one picture stands unpacked in memory, and apart from the page, which goes on meanwhile.
//
// in:  {file: Blob, side: longest side in pixels, quality: 0 to 1}
// out: {bytes: ArrayBuffer, width, height}, or {problem: name of the error} for what is no whole picture

const START_OF_SCAN = 0xda;
const JPEG_START = 0xffd8;

// A browser shows a JPEG that was cut off as far as it goes. What is whole has an end behind its scan.
async function isCutOff(file) {
  const view = new DataView(await file.arrayBuffer());
  if (view.byteLength < 4 || view.getUint16(0) !== JPEG_START) return false;
  let position = 2;
  while (position + 4 <= view.byteLength && view.getUint8(position + 1) !== START_OF_SCAN) {
    position += 2 + view.getUint16(position + 2);
  }
  for (let end = view.byteLength - 2; end > position; end -= 1) {
    if (view.getUint8(end) === 0xff && view.getUint8(end + 1) === 0xd9) return false;
  }
  return true;
}

async function shrunk({ file, side, quality }) {
  if (await isCutOff(file)) throw new DOMException("", "EncodingError");
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const width = Math.max(1, Math.round(picture.width * scale));
    const height = Math.max(1, Math.round(picture.height * scale));
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { alpha: false });
    context.fillStyle = "white";
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, 0, 0, width, height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
    return { bytes: await blob.arrayBuffer(), width, height };
  } finally {
    picture.close();
  }
}

addEventListener("message", async ({ data }) => {
  try {
    const made = await shrunk(data);
    postMessage(made, [made.bytes]);
  } catch (error) {
    postMessage({ problem: error.name });
  }
});
