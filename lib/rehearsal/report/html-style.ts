/** One sheet for screen, phone, print, light and dark. Contrasts are at least 4.5 to 1. */
export const htmlStyle = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--paper:#fff;--line:#d0d7de;--panel:#f6f8fa;--good:#116329;--bad:#b3151c;--warn:#7d4e00;--bar:#0a69da}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9da7b3;--paper:#0d1117;--line:#30363d;--panel:#161b22;--good:#56d364;--bad:#ff8f87;--warn:#e3b341;--bar:#58a6ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
.band{background:repeating-linear-gradient(135deg,var(--panel) 0 12px,var(--paper) 12px 24px);border-bottom:1px solid var(--line);padding:6px 16px;font-weight:600}
main{max-width:1200px;margin:0 auto;padding:8px 16px 48px}
h1{font-size:1.5rem;line-height:1.25;margin:16px 0 4px}
h2{font-size:1.1rem;margin:32px 0 8px;padding-bottom:4px;border-bottom:1px solid var(--line)}
p{margin:6px 0}
.soft{color:var(--soft)}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
.verdict{font-size:1.15rem;font-weight:600}
code,pre{font:13px/1.45 ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}
pre{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:8px 10px;margin:6px 0}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:6px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:4px 8px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
td.n{text-align:right;white-space:nowrap}
.matrix th[scope=row]{position:sticky;left:0;background:var(--paper);min-width:9rem;max-width:16rem;font-weight:500;border-right:1px solid var(--line)}
.matrix thead th{font-size:12px;font-weight:500;color:var(--soft);vertical-align:bottom;min-width:4.2rem}
.matrix td{white-space:nowrap;font-size:13px}
.matrix td.none{color:var(--soft)}
li{margin:6px 0}
ul{padding-left:20px}
details>summary{cursor:pointer;margin:6px 0}
.times{width:100%;max-width:720px;height:auto;display:block}
.times .bar{fill:var(--bar)}.times .late{fill:var(--bad)}.times .axis{stroke:var(--line)}.times .rto{stroke:var(--bad);stroke-dasharray:4 3;stroke-width:1.5}
.times text{fill:var(--soft);font:12px system-ui,sans-serif}
.picture{overflow-x:auto}.picture svg{display:block;max-width:100%;min-width:640px;height:auto}
@media print{.picture svg{min-width:0}.scroll,.picture{overflow:visible;border:0}details{display:block}h2{break-after:avoid}tr,li{break-inside:avoid}.matrix th[scope=row]{position:static}}
`;
