/** Paints sample pictures: small landscapes, each with its own light. */

function sky(context, width, height, hue) {
  const gradient = context.createLinearGradient(0, 0, 0, height);
  gradient.addColorStop(0, `hsl(${hue} 70% 42%)`);
  gradient.addColorStop(0.55, `hsl(${(hue + 40) % 360} 80% 68%)`);
  gradient.addColorStop(1, `hsl(${(hue + 70) % 360} 85% 80%)`);
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
}

function sun(context, width, height, index) {
  const x = width * (0.2 + 0.6 * ((index * 0.37) % 1));
  const y = height * (0.24 + 0.2 * ((index * 0.61) % 1));
  const radius = Math.min(width, height) * 0.09;
  const glow = context.createRadialGradient(x, y, radius * 0.4, x, y, radius * 4);
  glow.addColorStop(0, "rgba(255, 246, 214, 0.95)");
  glow.addColorStop(0.25, "rgba(255, 236, 180, 0.55)");
  glow.addColorStop(1, "rgba(255, 236, 180, 0)");
  context.fillStyle = glow;
  context.fillRect(0, 0, width, height);
}

function hills(context, width, height, hue, index) {
  for (let layer = 0; layer < 4; layer += 1) {
    const base = height * (0.52 + layer * 0.13);
    context.fillStyle = `hsl(${(hue + 150 + layer * 8) % 360} ${34 + layer * 6}% ${46 - layer * 10}%)`;
    context.beginPath();
    context.moveTo(0, height);
    for (let x = 0; x <= width; x += 8) {
      const phase = index * 1.7 + layer * 2.3;
      const wave = Math.sin(x / (90 + layer * 30) + phase) + 0.5 * Math.sin(x / (37 + layer * 9) + phase * 2);
      context.lineTo(x, base - wave * height * 0.045);
    }
    context.lineTo(width, height);
    context.fill();
  }
}

function caption(context, width, height, text) {
  const size = Math.round(Math.min(width, height) * 0.1);
  context.font = `600 ${size}px system-ui, sans-serif`;
  context.textAlign = "right";
  context.fillStyle = "rgba(255, 255, 255, 0.9)";
  context.fillText(text, width - size * 0.6, height - size * 0.6);
}

/** Paints picture number `index` as a JPEG file. */
export async function samplePicture(index, { width = 1280, height = 853, label = "" } = {}) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  const hue = (205 + index * 47) % 360;
  sky(context, width, height, hue);
  sun(context, width, height, index);
  hills(context, width, height, hue, index);
  if (label) caption(context, width, height, label);
  const blob = await new Promise((done) => {
    canvas.toBlob(done, "image/jpeg", 0.86);
  });
  return new File([blob], `landscape-${index + 1}.jpg`, { type: "image/jpeg" });
}

const SHAPES = [
  [1280, 853],
  [853, 1280],
  [1024, 1024],
  [1280, 720],
];

/** Paints `count` pictures of different shapes. */
export function samplePictures(count) {
  return Promise.all(
    Array.from({ length: count }, (_, index) => {
      const [width, height] = SHAPES[index % SHAPES.length];
      return samplePicture(index, { width, height, label: `${index + 1}` });
    }),
  );
}
