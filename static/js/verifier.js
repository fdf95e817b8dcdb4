"use strict";
const known = JSON.parse(document.getElementById("known").textContent);
const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function bytesOf(text) {
  const bytes = [];
  let bits = 0, held = 0;
  for (const sign of text) {
    const value = SIGNS.indexOf(sign);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 ? new Uint8Array(bytes) : null;
}

function read(typed) {
  const line = typed.replace(/\s+/g, "");
  const end = line.lastIndexOf(":");
  const parts = line.slice(0, end).split(":");
  const signature = bytesOf(line.slice(end + 1));
  if (parts.length !== 8 || parts[0] !== "SP1" || !signature || signature.length !== 64) return null;
  let plain;
  try { plain = parts.map(decodeURIComponent); } catch { return null; }
  if (!/^\d{8}$/.test(plain[4]) || !/^-?\d*$/.test(plain[5])) return null;
  return { signed: new TextEncoder().encode(line.slice(0, end)), signature, plain };
}

async function isSigned(statement, key) {
  const publicKey = await crypto.subtle.importKey("raw", bytesOf(key), "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", publicKey, statement.signature, statement.signed);
}

function factsOf(plain) {
  const [, inn, form, number, day, kopecks, , code] = plain;
  const title = known.titles[form.toLowerCase()] || "Документ";
  const rows = [
    ["Документ", title + (number ? " № " + number : "")],
    ["Дата", day.slice(6) + "." + day.slice(4, 6) + "." + day.slice(0, 4)],
    ["Учреждение", known.providers[inn].name + ", ИНН " + inn],
    ["Код на странице", code.slice(0, 4) + "-" + code.slice(4, 8) + "-" + code.slice(8)],
  ];
  if (kopecks) {
    const digits = kopecks.replace("-", "").padStart(3, "0");
    const sum = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, "\u00a0") + "," + digits.slice(-2);
    rows.splice(2, 0, ["Сумма", (kopecks[0] === "-" ? "−" : "") + sum + " руб."]);
  }
  return rows;
}

function show(verdict, advice, rows) {
  document.getElementById("verdict").textContent = verdict;
  document.getElementById("advice").textContent = advice;
  const list = document.getElementById("facts");
  list.replaceChildren();
  for (const [name, value] of rows) {
    const term = document.createElement("dt"), told = document.createElement("dd");
    term.textContent = name;
    told.textContent = value;
    list.append(term, told);
  }
  document.getElementById("answer").hidden = false;
}

async function verify() {
  const statement = read(document.getElementById("text").value);
  if (!statement) {
    return show("Это не текст QR-кода документа", "Текст начинается с «SP1:». Скопируйте его целиком.", []);
  }
  const provider = known.providers[statement.plain[1]];
  if (!provider) {
    return show("Подпись не проверена", "Ключа учреждения с ИНН " + statement.plain[1] + " в этой странице нет.", []);
  }
  try {
    for (const key of provider.keys) {
      if (await isSigned(statement, key)) {
        return show("Подпись верна", "Сверьте с бумагой всё, что показано ниже. Действует ли документ сегодня, скажет проверка на портале.", factsOf(statement.plain));
      }
    }
  } catch {
    return show("Подпись не проверена", "Этот браузер не умеет проверять подписи Ed25519. Обновите его или откройте страницу в другом.", []);
  }
  return show("Подпись неверна", "Этот текст составлен не учреждением или изменён. Если он введён вручную, сверьте его с QR-кодом.", []);
}

document.getElementById("form").addEventListener("submit", (event) => {
  event.preventDefault();
  verify();
});
