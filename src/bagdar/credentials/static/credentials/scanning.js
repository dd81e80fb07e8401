// Reads QR codes where the browser can (BarcodeDetector); pictures stay in the browser.
"use strict";

const Scanning = (() => {
  // What reads codes; undefined where this browser cannot.
  async function reader() {
    if (!("BarcodeDetector" in window)) return undefined;
    const formats = await BarcodeDetector.getSupportedFormats();
    if (!formats.includes("qr_code")) return undefined;
    return new BarcodeDetector({ formats: ["qr_code"] });
  }

  // The text of a code in a file of a picture; undefined where there is none.
  async function inPicture(codes, file) {
    let picture;
    try {
      picture = await createImageBitmap(file);
    } catch {
      return undefined;
    }
    const [found] = await codes.detect(picture);
    return found?.rawValue;
  }

  // The text of the first code that the camera sees; undefined once the signal says stop.
  // Throws what getUserMedia throws where it is not allowed.
  async function throughCamera(codes, video, signal) {
    const wanted = { video: { facingMode: "environment" }, audio: false };
    const stream = await navigator.mediaDevices.getUserMedia(wanted);
    try {
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      while (!signal.aborted) {
        const [found] = await codes.detect(video);
        if (found) return found.rawValue;
        await new Promise((done) => { setTimeout(done, 150); });
      }
      return undefined;
    } finally {
      for (const track of stream.getTracks()) track.stop();
      video.srcObject = null;
      video.hidden = true;
    }
  }

  return { reader, inPicture, throughCamera };
})();
