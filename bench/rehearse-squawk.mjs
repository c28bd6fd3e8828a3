// What bench/rehearse-squawk does once squawk is there. Prints Markdown.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const [out, mode, ...rest] = process.argv.slice(2);
const { values: options } = parseArgs({
  args: rest,
  options: {
    history: { type: 'string', multiple: true, default: [] },
    last: { type: 'string', default: '60' },
    step: { type: 'string', default: '1' },
    only: { type: 'string' },
    server: { type: 'string' },
    'squawk-only': { type: 'boolean', default: false },
    'at-once': { type: 'string', default: '2' },
  },
});

// Rules about style and design, which say nothing of what this statement does to a database in use. The two about time
// limits are among them because Slipway sets both for every migration; they fire on nearly every statement. Where a
// fixture's hazard is a missing limit, they count all the same. The one about nested transactions comes of our saying that
// a tool wraps each file.
const STYLE = new Set([
  'ban-char-field', 'ban-create-domain-with-constraint', 'identifier-too-long', 'prefer-bigint-over-int',
  'prefer-bigint-over-smallint', 'prefer-identity', 'prefer-robust-stmts', 'prefer-text-field', 'prefer-timestamp-tz',
  'require-enum-value-ordering', 'require-lock-timeout', 'require-statement-timeout', 'require-table-schema',
  'transaction-nesting', 'unused-ignore',
]);

// What a fixture's safe twin allows, in squawk's words. It has no rule for the others.
const IGNORE = { 'drop-table': 'ban-drop-table', 'drop-column': 'ban-drop-column' };

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'rehearse-squawk-'));
process.on('exit', () => fs.rmSync(work, { recursive: true, force: true }));
const version = file => Number(/V(\d+)__/.exec(path.basename(file))[1]);
const scripts = folder => fs.readdirSync(folder).filter(f => f.endsWith('.sql')).sort((a, b) => version(a) - version(b)).map(f => path.join(folder, f));

/** @returns {{file: string, line: number, rule: string, style: boolean, message: string}[]} lines are 1-based */
function squawk(files) {
  const folder = fs.mkdtempSync(path.join(work, 'squawk-'));
  const copies = files.map((file, i) => {
    const copy = path.join(folder, `${String(i).padStart(5, '0')}.sql`);
    fs.writeFileSync(copy, fs.readFileSync(file, 'utf8').replace(/^-- slipway: allow ([a-z-]+):.*$/gm,
      (line, rule) => (IGNORE[rule] ? `-- squawk-ignore ${IGNORE[rule]}` : line)));
    return copy;
  });
  let answer;
  const command = ['--assume-in-transaction', '--pg-version', '18', '--reporter', 'json', ...copies];
  try {
    answer = execFileSync(path.join(out, 'node_modules/.bin/squawk'), command, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (e) { // exit 1: there are findings
    answer = e.stdout;
  }
  return JSON.parse(answer).map(f => ({
    file: files[copies.indexOf(f.file)], line: f.line + 1, rule: f.rule_name, style: STYLE.has(f.rule_name), message: f.message,
  }));
}

/**
 * Rehearses what is pending in each folder behind the version `from`, in a few processes at once.
 * @param {{folder: string, from: number}[]} asked
 * @returns {Promise<{migrations: {script: string, statements: {line: number, sql: string, findings: object[]}[]}[], error: object | null}[]>}
 */
async function rehearse(asked) {
  const parts = Array.from({ length: Number(options['at-once']) }, (_, i) => asked.filter((_, j) => j % Number(options['at-once']) === i));
  await Promise.all(parts.filter(part => part.length).map(part => new Promise((done, failed) => {
    const server = options.server ? ['--server', options.server] : [];
    const java = spawn(process.env.JAVA, ['-cp', process.env.CLASS_PATH, 'Rehearsals', ...server], { stdio: ['pipe', 'ignore', 'inherit'] });
    java.on('error', failed).on('close', code => (code === 0 ? done() : failed(new Error(`Rehearsals ended with ${code}`))));
    java.stdin.end(part.map(a => `${a.folder}\t${a.from}\n`).join(''));
  })));
  return asked.map(({ folder }) => {
    const answer = fs.readFileSync(path.join(folder, 'answer.json'), 'utf8');
    try {
      return { error: null, ...JSON.parse(answer) };
    } catch {
      return { migrations: [], error: { what: fs.readFileSync(path.join(folder, 'answer.err'), 'utf8') } };
    }
  });
}
const open = statement => (statement.findings ?? []).filter(f => !f.allowed);
const found = answer => (answer.migrations ?? []).flatMap(m => (m.statements ?? []).flatMap(s => open(s).map(f => f.rule)));

function table(header, rows) {
  const right = header.map((_, i) => i > 0 && rows.every(r => /^[\d, /%–]*$/.test(String(r[i]))));
  console.log(`| ${header.join(' | ')} |`);
  console.log(`| ${right.map(r => (r ? '--:' : '---')).join(' | ')} |`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
  console.log();
}
const count = rules => Object.entries(rules.reduce((n, r) => ({ ...n, [r]: (n[r] ?? 0) + 1 }), {})).sort((a, b) => b[1] - a[1]).map(([r, n]) => `${r} ${n}`).join(', ') || '–';

async function fixtures() {
  const resources = 'src/test/resources';
  const folders = kind => fs.readdirSync(path.join(resources, kind), { withFileTypes: true })
    .filter(e => e.isDirectory() && (!options.only || e.name === options.only)).map(e => path.join(resources, kind, e.name));
  const cases = [];
  for (const folder of folders('hazards')) {
    const expect = fs.readFileSync(path.join(folder, 'expect'), 'utf8').split('\n')[0].split(',').map(r => r.trim());
    cases.push({ folder, kind: 'unsafe', expect }, { folder, kind: 'safe', expect: [] });
  }
  for (const folder of folders('hazards-free')) cases.push({ folder, kind: 'pending', expect: [] });

  const all = cases.flatMap(c => scripts(path.join(c.folder, c.kind)));
  const linted = squawk(all);
  const rehearsed = options['squawk-only'] ? [] : await rehearse(cases.map(c => {
    const folder = fs.mkdtempSync(path.join(work, 'fixture-'));
    for (const file of [...scripts(path.join(c.folder, 'applied')), ...scripts(path.join(c.folder, c.kind))]) fs.copyFileSync(file, path.join(folder, path.basename(file)));
    return { folder, from: 1 };
  }));
  cases.forEach((c, i) => {
    const files = new Set(scripts(path.join(c.folder, c.kind)));
    const findings = linted.filter(f => files.has(f.file));
    c.name = path.basename(c.folder);
    c.any = findings.map(f => f.rule);
    c.squawk = findings.filter(f => !f.style).map(f => f.rule);
    c.slipway = rehearsed[i] ? found(rehearsed[i]) : [];
    c.error = rehearsed[i]?.error ?? null;
    if (c.error) console.error(`${c.folder}/${c.kind}: ${JSON.stringify(c.error)}`);
  });
  fs.writeFileSync(path.join(out, 'fixtures.json'), JSON.stringify(cases, null, 1));

  const unsafe = cases.filter(c => c.kind === 'unsafe');
  const safe = cases.filter(c => c.kind === 'safe');
  const free = cases.filter(c => c.kind === 'pending');
  const tools = [
    ['slipway rehearse', c => c.expect.every(r => c.slipway.includes(r)), c => c.slipway],
    ['squawk, without style rules', c => c.squawk.length > 0 || (c.expect.includes('no-lock-timeout') && c.any.includes('require-lock-timeout')), c => c.squawk],
    ['squawk, default rules', c => c.any.length > 0, c => c.any],
  ].slice(options['squawk-only'] ? 1 : 0);
  table(['', `found of ${unsafe.length} hazards`, 'missed', `false alarms on ${safe.length} safe twins`, `false alarms on ${free.length} free cases`],
    tools.map(([name, hit, findings]) => {
      const hits = unsafe.filter(hit).length;
      return [name, hits, unsafe.length - hits, safe.filter(c => findings(c).length).length, free.filter(c => findings(c).length).length];
    }));

  console.log('Found, by the rule that is expected first:\n');
  const rules = [...new Set(unsafe.map(c => c.expect[0]))].sort();
  table(['rule', 'hazards', ...tools.slice(0, -1).map(t => t[0])], rules.map(rule => {
    const of = unsafe.filter(c => c.expect[0] === rule);
    return [rule, of.length, ...tools.slice(0, -1).map(([, hit]) => of.filter(hit).length)];
  }));
  for (const [name, hit, findings] of tools.slice(0, -1)) {
    console.log(`${name}, missed: ${unsafe.filter(c => !hit(c)).map(c => c.name).join(', ') || 'nothing'}\n`);
    console.log(`${name}, false alarms: ${[...safe, ...free].filter(c => findings(c).length).map(c => `${c.name}${c.kind === 'safe' ? ' (safe)' : ''}: ${[...new Set(findings(c))].join(', ')}`).join(' · ') || 'none'}\n`);
  }
}

// What a project's own tool makes before the first migration, and scripts that its list of migrations leaves out.
const BEFORE = {
  lemmy: 'create table __diesel_schema_migrations (version varchar(50) primary key, run_on timestamp default now());',
  'supabase-auth': ['anon', 'authenticated', 'service_role'].map(role => `do $$ begin create role ${role}; exception when duplicate_object then null; end $$;`).join('\n') + '\ncreate schema auth;',
};
const LEFT_OUT = { penpot: /0122-mod-file-fragment-table|XXXX/ };

/** Writes the scripts of a history in their order, as V1, V2 …. */
function unpack(history, folder) {
  const [, name, git, commit = 'HEAD', under] = /^([^=]+)=(.+?)(?:@([0-9a-f]{7,40}))?:([^:]+)$/.exec(history) ?? [];
  if (!name) throw new Error(`--history NAME=GIT_DIR:PATH, not ${history}`);
  const show = args => execFileSync('git', ['--git-dir', git, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  let files = show(['ls-tree', '-r', '--name-only', commit, '--', under]).split('\n').filter(f => f.endsWith('.sql') && !/(^|[./])down\.sql$/.test(f));
  if (files.some(f => /(^|[./])up\.sql$/.test(f))) files = files.filter(f => /(^|[./])up\.sql$/.test(f));
  files = files.filter(f => !LEFT_OUT[name]?.test(f)).sort();
  const names = [];
  if (BEFORE[name]) {
    names.push('V1__before.sql');
    fs.writeFileSync(path.join(folder, names[0]), BEFORE[name]);
  }
  for (const file of files) {
    let sql = show(['show', `${commit}:${file}`]);
    if (/^-- \+goose Up/m.test(sql)) sql = sql.replace(/^[\s\S]*?^-- \+goose Up.*$/m, '').replace(/^-- \+goose Down[\s\S]*/m, '');
    sql = sql.replace(/\{\{ *index \.Options "Namespace" *\}\}/g, 'auth'); // Supabase's templates
    const own = path.relative(under, file).replace(/\/(up|migration)\.sql$|(\.up)?\.sql$/, '').replace(/[^A-Za-z0-9]+/g, '_');
    names.push(`V${names.length + 1}__${own}.sql`);
    fs.writeFileSync(path.join(folder, names.at(-1)), sql);
  }
  return { name, names, commit: show(['rev-parse', '--short=10', commit]).trim() };
}

async function histories() {
  const rows = [];
  const onlyOne = [];
  for (const history of options.history) {
    const folder = fs.mkdtempSync(path.join(work, 'history-'));
    const { name, names, commit } = unpack(history, folder);
    const first = Math.max(0, names.length - Number(options.last));
    const pending = names.slice(first).map(n => path.join(folder, n));
    const linted = squawk(pending);
    const releases = [];
    for (let from = first; from < names.length; from += Number(options.step)) releases.push(from);
    const answers = options['squawk-only'] ? [] : await rehearse(releases.map(from => {
      const upTo = fs.mkdtempSync(path.join(work, 'release-'));
      for (const file of names.slice(0, from + Number(options.step))) fs.copyFileSync(path.join(folder, file), path.join(upTo, file));
      return { folder: upTo, from };
    }));
    answers.forEach((answer, i) => answer.error && console.error(`${name} from ${releases[i]}: ${JSON.stringify(answer.error)}`));

    // A finding belongs to the last statement that begins at or before its line.
    const statements = answers.flatMap(a => a.migrations ?? []).flatMap(m => (m.statements ?? []).map(s => ({ script: path.basename(m.script), line: s.line, sql: s.sql, slipway: open(s).map(f => f.rule), squawk: [] })));
    for (const f of linted.filter(f => !f.style)) {
      statements.filter(s => s.script === path.basename(f.file) && s.line <= f.line).at(-1)?.squawk.push(f.rule);
    }
    fs.writeFileSync(path.join(out, `${name}.json`), JSON.stringify({ statements, linted, answers }, null, 1));
    const both = statements.filter(s => s.slipway.length && s.squawk.length);
    const slipway = statements.filter(s => s.slipway.length && !s.squawk.length);
    const other = statements.filter(s => !s.slipway.length && s.squawk.length);
    rows.push([`${name} ${commit}`, pending.length, statements.length || '–', statements.flatMap(s => s.slipway).length, linted.filter(f => !f.style).length, linted.length, both.length, slipway.length, other.length]);
    onlyOne.push([name, count(slipway.flatMap(s => s.slipway)), count((options['squawk-only'] ? linted.filter(f => !f.style).map(f => f.rule) : other.flatMap(s => s.squawk)))]);
  }
  table(['history', 'migrations', 'statements', 'Slipway’s findings', 'squawk’s, without style', 'squawk’s, all', 'statements both flag', 'only Slipway', 'only squawk'], rows);
  console.log('On statements that only one of them flags:\n');
  table(['history', 'Slipway’s rules', 'squawk’s rules'], onlyOne);
}

if (mode === 'fixtures') await fixtures();
else if (mode === 'histories' && options.history.length) await histories();
else {
  console.error('usage: bench/rehearse-squawk fixtures | histories --history NAME=GIT_DIR:PATH…');
  process.exit(2);
}
