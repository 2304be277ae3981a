/** On paper: everything is open, colours are those of light, headers repeat, rows stay whole, the sign-off has its own page. */
import { LIGHT, variables } from "./palette.ts";

export const PRINT = `
@page{margin:16mm 15mm 18mm;
@bottom-left{content:"eventreach: audit configuration evidence";font:8pt system-ui,sans-serif;color:#555}
@bottom-right{content:counter(page) " / " counter(pages);font:8pt system-ui,sans-serif;color:#555}}
@media print{
:root{color-scheme:light;${variables(LIGHT)}}
html{font-size:10pt;line-height:1.4}
.page{display:block;padding:0;max-width:none}
nav,.skip{display:none}
main{max-width:none}
main>section{margin-top:1.4rem;padding-top:.8rem}
.answer{font-size:18pt;max-width:none}
.cards{grid-template-columns:1fr 1fr}
.tiles{grid-template-columns:repeat(5,1fr)}
a{color:inherit;text-decoration:none}
details::details-content{display:block;content-visibility:visible;height:auto;opacity:1;overflow:visible}
details>*:not(summary){margin-left:0}
summary{list-style:none}summary::-webkit-details-marker{display:none}
.scroll{overflow:visible}
table{font-size:8pt}th,td{min-width:0;padding-right:.45rem;overflow-wrap:anywhere}tbody th{min-width:18mm}
.heat thead th{min-width:0}.heat tbody th{min-width:30mm}.heat td{padding:.3rem}.heat th,.heat td{font-size:7.5pt}
.ink{height:13mm}
.register td:nth-child(4){min-width:0;font-size:6.5pt}.plot{min-width:0;width:30%}
thead{display:table-header-group}
tr,li,.tile,.card,.callout,.sign,.ink{break-inside:avoid}
h2,h3,h4,caption,summary{break-after:avoid}
pre{font-size:8pt;break-inside:auto}
p,li{orphans:3;widows:3}
.chip,.sev,.heat td,.bar,.tile,.callout,pre{-webkit-print-color-adjust:exact;print-color-adjust:exact}
#coverage{break-before:page}
thead{break-after:avoid}tbody tr:nth-child(-n+2){break-before:avoid}
#signoff{break-before:page;border:0;break-inside:avoid}
footer{display:none}
}
`;
