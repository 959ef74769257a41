// SPDX-License-Identifier: EUPL-1.2

/// What every page of the matrix has in common.
enum MatrixPageParts {
    /// Colours have a contrast of at least 7 to 1; nothing is told by colour alone.
    static let style: StaticString = """

        :root { color-scheme: light; }
        body { font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff;
            margin: 0 auto; max-width: 90rem; padding: 1rem 1.5rem 4rem; }
        h1 { font-size: 1.8rem; margin: 0 0 .3rem; }
        h2 { font-size: 1.3rem; margin: 2.2rem 0 .5rem; border-bottom: 2px solid #154273; }
        p { max-width: 45rem; margin: .4rem 0; }
        nav { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; }
        a { color: #0b3d8c; }
        a:focus-visible, select:focus-visible, button:focus-visible, summary:focus-visible,
        .schuif:focus-visible { outline: 3px solid #b35900; outline-offset: 2px; }
        code { font: .95em ui-monospace, monospace; }
        form { background: #eef3f9; padding: .6rem 1rem; border: 1px solid #154273;
            margin-top: 1.5rem; }
        @media (min-width: 60rem) and (min-height: 45rem) {
            form { position: sticky; top: 0; z-index: 2; }
            section { scroll-margin-top: 9rem; }
        }
        form[hidden] { display: none; }
        form h2 { margin: 0 0 .4rem; border: 0; font-size: 1.1rem; }
        .velden { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; }
        .velden > div { flex: 1 1 10rem; }
        label { display: block; font-weight: 600; }
        select, button { font: inherit; width: 100%; padding: .35rem; border: 1px solid #555;
            background: #fff; color: inherit; box-sizing: border-box; }
        button { flex: 0 0 8rem; width: auto; background: #154273; color: #fff; cursor: pointer; }
        .schuif { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: .9rem; }
        caption { position: absolute; left: -99rem; }
        th, td { text-align: left; vertical-align: top; padding: .5rem .6rem;
            border: 1px solid #9aa5b1; }
        thead th { background: #154273; color: #fff; }
        tbody th { font-weight: 600; }
        tbody tr:nth-child(even) { background: #f6f8fa; }
        td ul, td ol { margin: 0; padding-left: 1.1rem; }
        td p { margin: 0 0 .3rem; max-width: none; }
        summary { cursor: pointer; }
        .regels { table-layout: fixed; min-width: 62rem; hyphens: auto;
            overflow-wrap: break-word; }
        .regels th:nth-child(1) { width: 3%; }
        .regels th:nth-child(2), .regels th:nth-child(4) { width: 12.5%; }
        .regels th:nth-child(3) { width: 14%; }
        .regels th:nth-child(5) { width: 12%; }
        .regels th:nth-child(6) { width: 22%; }
        .gewoon { font-style: italic; margin-top: .3rem; }
        .wet { color: #333; font-size: .88rem; }
        .antwoord { display: inline-block; font-weight: 700; padding: .05rem .5rem;
            border: 2px solid; border-radius: .3rem; white-space: nowrap;
            margin-bottom: .3rem; }
        .ja { background: #e3f4e3; color: #0b4a12; }
        .toestemming { background: #fff3cd; color: #4d3800; }
        .overeenstemming { background: #e6e6fa; color: #2b1a6b; }
        .anoniem { background: #e0f2f5; color: #06424d; }
        .nood { background: #ffe4d1; color: #6b2500; }
        .nee { background: #fbe1e1; color: #7a0c0c; }
        .uit { background: #ececec; color: #333; }
        .legenda { display: grid; grid-template-columns: max-content 1fr; gap: .4rem 1rem; }
        dt { font-weight: 600; }
        .legenda dd { margin: 0; }
        @media print {
            @page { size: A4 landscape; margin: 12mm; }
            body { max-width: none; padding: 0; font-size: 9pt; }
            form, nav { display: none; }
            .schuif { overflow: visible; }
            .regels { min-width: 0; }
            thead { display: table-header-group; }
            tr { break-inside: avoid; }
            details > summary { list-style: none; }
            details::details-content { content-visibility: visible; block-size: auto; }
        }

        """

    /// Shows the search form and hides the rows that do not fit what was chosen.
    static let script: StaticString = """

        "use strict";
        (() => {
            const form = document.getElementById("zoek");
            const found = document.getElementById("gevonden");
            const names = ["van", "wat", "naar", "doel", "antwoord"];
            const rows = [...document.querySelectorAll("tr[data-van]")];
            const fits = (row, name, value) => {
                const words = row.dataset[name].split(" ");
                return value === "" || words.includes(value) || words.includes("*");
            };
            const show = () => {
                let count = 0;
                for (const row of rows) {
                    row.hidden = !names.every((name) => fits(row, name, form[name].value));
                    if (!row.hidden) count += 1;
                }
                for (const section of document.querySelectorAll("section")) {
                    const empty = section.querySelector(".leeg");
                    if (!empty) continue;
                    const none = !section.querySelector("tr[data-van]:not([hidden])");
                    empty.hidden = !none;
                    section.querySelector(".schuif").hidden = none;
                }
                const isChosen = names.some((name) => form[name].value !== "");
                found.textContent = count === 0
                    ? "Geen regel past bij uw keuze. Het antwoord is dus: nee."
                    : isChosen ? `${count} van ${rows.length} rijen passen bij uw keuze.`
                    : `${rows.length} rijen.`;
            };
            form.addEventListener("change", show);
            form.addEventListener("reset", () => setTimeout(show, 0));
            form.addEventListener("submit", (event) => event.preventDefault());
            window.addEventListener("beforeprint", () => {
                for (const one of document.querySelectorAll("details")) one.open = true;
            });
            form.hidden = false;
            show();
        })();

        """
}
