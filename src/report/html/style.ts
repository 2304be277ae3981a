/** The style of the page: one text, the same in every report. */
import { DARK, LIGHT, variables } from "./palette.ts";
import { PRINT } from "./style-print.ts";

const BASE = `
:root{color-scheme:light dark;${variables(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${variables(DARK)}}}
*{box-sizing:border-box}
html{font:16px/1.55 "Segoe UI",system-ui,-apple-system,"Noto Sans",sans-serif;-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:anywhere}
.page{max-width:100rem;margin:0 auto;padding:1.25rem}
main{min-width:0;max-width:74rem}
h1,h2,h3,h4,caption{line-height:1.25;text-wrap:balance}
h1{font-size:1.15rem;font-weight:600;margin:0;color:var(--faint)}
h2{font-size:1.45rem;font-weight:600;letter-spacing:-.01em;margin:0 0 .75rem}
h3{font-size:1.1rem;font-weight:600;margin:1.5rem 0 .5rem}
h4{font-size:.95rem;font-weight:600;margin:1.1rem 0 .35rem}
p{margin:.5rem 0;max-width:72ch}
a[href^="#fix-"]{white-space:nowrap}
a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:.06em}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
code,pre,samp,.fours{font-family:"Cascadia Mono","SF Mono",Consolas,"DejaVu Sans Mono",monospace;font-size:.86em;unicode-bidi:isolate}
pre{margin:.5rem 0;padding:.7rem .9rem;background:var(--panel);border-left:3px solid var(--strong-rule);border-radius:0 4px 4px 0;white-space:pre-wrap;font-size:.84rem}
pre code{font-size:1em}
ul,ol{margin:.5rem 0;padding-left:1.3rem;max-width:76ch}
li{margin:.2rem 0}
.faint,small,.of{color:var(--faint)}small{font-size:inherit}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem;z-index:2}
`;

const COVER = `
.kicker{margin:0 0 .1rem;font-size:.82rem;letter-spacing:.04em;color:var(--faint)}
.answer{font-size:clamp(1.35rem,1.05rem + 1.4vw,2rem);line-height:1.2;letter-spacing:-.012em;margin:.3rem 0 .4rem;max-width:46ch;text-wrap:balance}
.answer strong{font-weight:700}.answer .fail{color:var(--fail)}.answer .unknown{color:var(--unknown)}.answer .pass{color:var(--pass)}
.lead{font-size:1.08rem;margin:.2rem 0 .6rem}
.cover>dl:not(.tiles){display:flex;flex-wrap:wrap;gap:.2rem 1.6rem;margin:.6rem 0 1rem;font-size:.9rem}
.cover>dl:not(.tiles) div{display:flex;gap:.5rem;padding:0;border:0}
.cover>dl:not(.tiles) dt,.cover>dl:not(.tiles) dd{padding:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.6rem;margin:0 0 1rem}
.tile{display:flex;flex-direction:column;padding:.6rem .8rem;background:var(--panel);border-radius:6px;border-top:3px solid var(--strong-rule)}
.tile dt{font-size:.9rem;font-weight:600}.tile dd{margin:0;font-size:.84rem;color:var(--faint)}
.tile b{display:block;font-size:1.75rem;line-height:1.15;color:var(--ink);font-variant-numeric:tabular-nums}
.tile.fail{border-color:var(--fail)}.tile.fail dt{color:var(--fail)}
.tile.unknown{border-color:var(--unknown)}.tile.unknown dt{color:var(--unknown)}
.tile.pass{border-color:var(--pass)}.tile.pass dt{color:var(--pass)}
.tile.waived{border-color:var(--waived)}.tile.waived dt{color:var(--waived)}
.cards{display:grid;gap:.9rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr))}
.card{border:1px solid var(--rule);border-radius:6px;padding:.8rem 1rem;min-width:0}
.card h2{font-size:1rem;margin:0 0 .4rem}
.card ul{margin:.3rem 0;padding:0;list-style:none}
.card li{padding:.24rem 0;margin:0}.card li+li{border-top:1px solid var(--rule)}
.worst li{display:grid;grid-template-columns:4.6rem minmax(0,1fr);gap:.5rem;align-items:baseline}
.card .two{columns:2;column-gap:1.2rem}.card .two li{border:0;break-inside:avoid}
nav{font-size:.88rem;margin:1.2rem 0}
nav ul{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;list-style:none;padding:0;margin:0;max-width:none}
nav a{text-decoration:none}nav a:hover{text-decoration:underline}
main>section{margin-top:2.6rem;padding-top:1.4rem;border-top:1px solid var(--rule)}
@media (min-width:80rem){
.page{display:grid;grid-template-columns:12rem minmax(0,74rem);grid-template-rows:auto 1fr;gap:0 2.5rem;justify-content:center;padding:1.6rem 2rem}
.cover{grid-column:2}main{grid-column:2}
nav{grid-column:1;grid-row:1/3;position:sticky;top:1.6rem;align-self:start;margin:0;max-height:calc(100vh - 3rem);overflow:auto}
nav ul{display:block}nav li{margin:.32rem 0}
}
`;

const PARTS = `
dl{margin:.6rem 0}
dl div{display:grid;grid-template-columns:9rem minmax(0,1fr);gap:.9rem;padding:.28rem 0}
dt{color:var(--faint)}dd{margin:0;max-width:76ch}dd ul{margin:0}
@media (max-width:40rem){dl div{grid-template-columns:1fr;gap:0}.tiles div,.cover>dl:not(.tiles) div{display:flex}.card .two{columns:1}}
.chip,.sev,.state{white-space:nowrap;font-size:.82rem;font-weight:600;padding:.05rem .45rem;border-radius:3px;border:1px solid currentColor}
.chip.fail,.sev-critical,.sev-high,.state.void,.state.expired,.state.unapproved{color:var(--fail);background:var(--fail-paper)}
.chip.unknown,.sev-medium{color:var(--unknown);background:var(--unknown-paper)}
.chip.pass{color:var(--pass);background:var(--pass-paper)}
.state.active,.state.planned{color:var(--waived);background:var(--waived-paper)}
.chip.na,.sev-low,.sev-info{color:var(--faint);background:var(--panel)}
.sev{font-size:.76rem;text-align:center}.sev-critical{background:var(--fail);color:var(--paper);border-color:var(--fail)}
.chip.fail::before,.heat .fail b::before,.tile.fail dt::before{content:"\\2715\\00a0"/""}.chip.unknown::before,.heat .unknown b::before,.tile.unknown dt::before{content:"?\\00a0"/""}.chip.pass::before,.heat .pass b::before,.tile.pass dt::before{content:"\\2713\\00a0"/""}.chip.na::before,.heat .na b::before{content:"\\2013\\00a0"/""}
.stand{display:inline-flex;flex-wrap:wrap;gap:.25rem}
.callout{background:var(--panel);border-left:3px solid var(--strong-rule);padding:.6rem 1rem;border-radius:0 4px 4px 0;margin:1rem 0}
.callout h3{margin:.1rem 0 .3rem}
.waiver{border-left:3px solid var(--waived);background:var(--waived-paper);padding:.4rem .8rem}
.finding{margin:1.4rem 0 2.2rem}.finding+.finding{border-top:1px solid var(--rule);padding-top:1.2rem}
.finding h3{font-size:1.2rem;margin:.3rem 0 .4rem;display:flex;gap:.6rem;align-items:baseline;flex-wrap:wrap}
.group{margin:1.6rem 0 .2rem;font-size:1.1rem}
.excerpts pre b{display:inline-block;min-width:4.5ch;padding-right:.6ch;font-weight:400;color:var(--faint);user-select:none}
.excerpts{list-style:none;padding:0;max-width:none}.excerpts pre{margin:.15rem 0 .5rem;border-color:var(--fail)}
samp{color:var(--faint);font-size:.8rem}td samp{display:block}
.fix{margin:1rem 0;border:1px solid var(--rule);border-radius:6px;padding:.5rem 1rem}
.fix-or{margin:.2rem 0 .2rem 1rem}
.scroll{position:relative;overflow-x:auto;margin:.9rem 0 1.2rem}
table{border-collapse:collapse;width:100%;font-size:.87rem;line-height:1.42}
caption{text-align:left;font-weight:600;padding:.2rem 0 .45rem;font-size:.9rem;max-width:80ch}
th,td{text-align:left;vertical-align:top;padding:.38rem .7rem .38rem 0;border-bottom:1px solid var(--rule);min-width:4.2rem;overflow-wrap:break-word}
td,tbody th{max-width:26rem}td code,td samp,th code{overflow-wrap:anywhere}
thead th{color:var(--faint);font-weight:600;border-bottom:1px solid var(--strong-rule);white-space:nowrap}
tbody th{font-weight:400}
.n{text-align:right;font-variant-numeric:tabular-nums;min-width:3rem;padding-right:1.3rem}
.s{white-space:nowrap;min-width:1.8rem}
.note{font-weight:400;color:var(--faint);display:block;max-width:min(80ch,calc(100vw - 2.5rem))}
.heat{table-layout:auto}.heat thead th{white-space:normal;vertical-align:bottom;min-width:5.4rem}
.heat td,.heat thead th+th{padding:.38rem .55rem}
.heat td{border:2px solid var(--paper);max-width:none}.heat b{white-space:nowrap}
.heat tbody th{padding-right:1rem;max-width:20rem;min-width:8rem}.heat td{vertical-align:middle}
@media (min-width:64rem){.heat tbody th{min-width:12.5rem}}
.area th{font-weight:600;padding-top:.9rem;border-bottom:0;max-width:none}
.heat td.fail{background:var(--fail-paper)}.heat td.fail b{color:var(--fail)}
.heat td.unknown{background:repeating-linear-gradient(135deg,var(--unknown-paper) 0 6px,var(--paper) 6px 9px)}.heat td.unknown b{color:var(--unknown)}
.heat td.pass{background:var(--pass-paper)}.heat td.pass b{color:var(--pass)}
.heat td.na{background:var(--panel);color:var(--faint)}.heat b{font-weight:600}
.heat tbody tr:last-child th{border-bottom:1px solid var(--rule)}.heat th .of{display:block;font-size:.8rem}
.heat td{color:var(--faint)}.heat small{font-size:.76rem}
.plot{min-width:13rem}.bar{display:block;max-width:100%;height:1rem}
.bar rect{stroke:var(--paper);stroke-width:1}
.series{margin:1rem 0}.series svg{display:block;max-width:100%;height:auto}.series polyline,.series path{fill:none;stroke:currentColor;stroke-width:2}.series rect,.series circle{fill:currentColor}.series text{fill:currentColor;font-size:13px}.series .axis{stroke:var(--rule);stroke-width:1}.series .tick{fill:var(--faint)}
.l-fail{color:var(--fail)}.l-unknown{color:var(--unknown)}.l-pass{color:var(--pass)}
.b-fail,.b-before{fill:var(--fail)}.b-unknown{fill:var(--unknown-paper);stroke:var(--unknown)!important}.b-pass,.b-lit{fill:var(--pass)}.b-na,.b-rest{fill:var(--rule)}.b-before{fill:var(--strong-rule)}
.register td,.register th{padding-top:.15rem;padding-bottom:.15rem}.register td:nth-child(3){text-align:right;font-variant-numeric:tabular-nums}.register td:nth-child(4){font-family:"Cascadia Mono","SF Mono",Consolas,"DejaVu Sans Mono",monospace;font-size:.74rem;min-width:18rem}
.legend{display:flex;flex-wrap:wrap;gap:.5rem;align-items:baseline;max-width:none}
details{margin:.5rem 0}
summary{cursor:pointer;padding:.3rem 0}summary:hover{color:var(--link)}
details>*:not(summary){margin-left:1.05rem}
.box{display:inline-block;width:.85em;height:.85em;border:1.5px solid var(--strong-rule);border-radius:2px;vertical-align:-.08em;margin-right:.4em}
.checks{list-style:none;padding:0}
.inks{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.4rem 1.4rem}
.ink{border-bottom:1px solid var(--strong-rule);height:2.7rem;display:flex;align-items:flex-start;font-size:.78rem;color:var(--faint)}
.sign{margin:1.1rem 0}.sign h3{margin-bottom:.1rem}
footer{margin:3rem 0 1rem;font-size:.82rem;color:var(--faint)}
@media (forced-colors:active){.chip,.sev,.state,.tile,.callout,.heat td{border:1px solid CanvasText}.bar rect{fill:CanvasText;stroke:Canvas}.b-rest,.b-na{fill:Canvas!important;stroke:CanvasText!important}.b-unknown,.b-before{fill:GrayText!important}}
`;

export const STYLE = BASE + COVER + PARTS + PRINT;
