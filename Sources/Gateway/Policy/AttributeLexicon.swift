// SPDX-License-Identifier: EUPL-1.2

/// What the attributes of a question mean, in words; the one table that every officer's tool reads.
///
/// An attribute without an entry, or a value that is not in it, is shown by its own name.
package enum AttributeLexicon {
    /// An attribute with a sentence without full stop for each of its values, Dutch and English.
    package struct Entry: Sendable {
        /// The attribute as a subject.
        package let name: Explanation
        /// By the value as the rules write it; Booleans as `true` and `false`.
        package let values: [String: Explanation]
        /// What it means that an attribute has any value but this one.
        let others: [String: Explanation]
    }

    /// The entry of an attribute of the schema.
    package static subscript(attribute attribute: String) -> Entry? {
        flags[attribute] ?? words[attribute]
    }

    static func flag(
        _ name: (String, String), yes: (String, String), no: (String, String)
    ) -> Entry {
        Entry(
            name: Explanation(dutch: name.0, english: name.1),
            values: [
                "true": Explanation(dutch: yes.0, english: yes.1),
                "false": Explanation(dutch: no.0, english: no.1),
            ], others: [:])
    }

    private static func word(
        _ name: (String, String), _ values: [(String, String, String)],
        others: [(String, String, String)] = []
    ) -> Entry {
        func table(_ rows: [(String, String, String)]) -> [String: Explanation] {
            Dictionary(
                uniqueKeysWithValues: rows.map {
                    ($0.0, Explanation(dutch: $0.1, english: $0.2))
                })
        }
        return Entry(
            name: Explanation(dutch: name.0, english: name.1), values: table(values),
            others: table(others))
    }

    // MARK: Attributes of a fixed list

    private static let words: [String: Entry] = [
        "toestemming": word(
            ("de toestemming", "the consent"),
            [
                ("nvt", "toestemming speelt hier niet", "consent plays no part here"),
                (
                    "volledig", "iedereen die moet, gaf toestemming",
                    "everyone who must has consented"
                ),
                (
                    "onvolledig", "nog niet iedereen die moet, gaf toestemming",
                    "not everyone who must has consented yet"
                ),
                ("geweigerd", "iemand weigerde toestemming", "somebody refused consent"),
                ("ingetrokken", "iemand trok de toestemming in", "somebody withdrew consent"),
                ("vervallen", "de toestemming geldt niet meer", "the consent has lapsed"),
                ("nooitGevraagd", "niemand vroeg om toestemming", "nobody asked for consent"),
            ],
            others: [
                (
                    "volledig", "er is geen volledige toestemming",
                    "there is no complete consent"
                )
            ]),
        "geheim": word(
            ("de geheimhouding", "professional secrecy"),
            [
                ("nvt", "er is geen geheimhouding", "no secrecy applies"),
                ("opgeheven", "de geheimhouding is opgeheven", "secrecy was lifted"),
                ("niet", "de geheimhouding is niet opgeheven", "secrecy was not lifted"),
            ],
            others: [
                (
                    "niet", "er is geen geheimhouding, of die is opgeheven",
                    "no secrecy applies, or it was lifted"
                )
            ]),
        "bericht": word(
            ("het bericht vooraf", "the notice beforehand"),
            [
                ("nvt", "een bericht vooraf hoeft niet", "no notice is needed"),
                ("gegeven", "het gezin is vooraf ingelicht", "the family was told beforehand"),
                (
                    "ontbreekt", "het gezin is nog niet ingelicht",
                    "the family was not told yet"
                ),
            ],
            others: [
                (
                    "gegeven", "het gezin is niet vooraf ingelicht",
                    "the family was not told beforehand"
                ),
                (
                    "ontbreekt", "het gezin is ingelicht, of dat hoeft niet",
                    "the family was told, or need not be"
                ),
            ]),
        "leeftijd": word(
            ("de leeftijd", "the age"),
            [
                ("onder-12", "het kind is jonger dan 12 jaar", "the child is younger than 12"),
                ("12-15", "de jongere is 12 tot en met 15 jaar", "the child is 12 to 15"),
                ("16-17", "de jongere is 16 of 17 jaar", "the child is 16 or 17"),
                ("18-plus", "de jongere is 18 jaar of ouder", "the child is 18 or older"),
            ],
            others: [
                ("18-plus", "de jongere is jonger dan 18 jaar", "the child is younger than 18")
            ]),
        "overleg": word(
            ("het overleg over de casus", "the meeting about the case"),
            [
                ("geen", "er is geen overleg over de casus", "no meeting about the case is near"),
                (
                    "opLijst", "de ontvanger staat op de lijst van het overleg",
                    "the recipient is on the list of the meeting"
                ),
                (
                    "buiten", "de ontvanger staat niet op de lijst van het overleg",
                    "the recipient is not on the list of the meeting"
                ),
            ],
            others: [
                (
                    "buiten", "er is geen overleg, of de ontvanger staat op de lijst",
                    "there is no meeting, or the recipient is on its list"
                )
            ]),
        "genoemdVoor": word(
            ("waarvoor de ontvanger is genoemd", "what the recipient was named for"),
            [
                ("geen", "de ontvanger is nergens voor genoemd", "the recipient was not named"),
                (
                    "dagklas", "de ontvanger is de docent van deze dagklas",
                    "the recipient teaches this day class"
                ),
                (
                    "flexarrangement", "de ontvanger geeft thuis les in dit arrangement",
                    "the recipient teaches at home in this arrangement"
                ),
            ]),
        "betrokkenen": word(
            ("anderen om wie het ook gaat", "others whom it is also about"),
            [
                ("geen", "het gaat over niemand anders", "it is about nobody else"),
                (
                    "ja", "ieder ander om wie het gaat, zei zelf ja",
                    "everybody else concerned said yes"
                ),
                (
                    "ingelicht", "ieder ander om wie het gaat, is ingelicht",
                    "everybody else concerned was told"
                ),
                (
                    "nee", "iemand anders om wie het gaat, zei geen ja",
                    "somebody else concerned did not say yes"
                ),
            ],
            others: [
                (
                    "nee", "niemand anders om wie het gaat, houdt het tegen",
                    "nobody else concerned stops it"
                )
            ]),
        "nood": word(
            ("de vastgelegde nood", "the recorded emergency"),
            [
                ("geen", "er is geen nood vastgelegd", "no emergency is recorded"),
                ("E1", "vastgelegd is: acuut gevaar (E1)", "recorded: acute danger (E1)"),
                (
                    "E2", "vastgelegd is: botsing van plichten (E2)",
                    "recorded: conflict of duties (E2)"
                ),
                (
                    "E3", "vastgelegd is: melding bij Veilig Thuis (E3)",
                    "recorded: report to Veilig Thuis (E3)"
                ),
                (
                    "E4", "vastgelegd is: toezicht door de rechter (E4)",
                    "recorded: supervision order (E4)"
                ),
            ],
            others: [("geen", "er is nood vastgelegd", "an emergency is recorded")]),
    ]

    // MARK: Attributes that are true or false

    private static let flags: [String: Entry] = steps.merging(particulars) { first, _ in first }

    private static let steps: [String: Entry] = [
        "toegetreden": flag(
            ("meedoen van de organisaties", "accession"),
            yes: ("beide organisaties doen mee", "both organisations have joined"),
            no: (
                "een organisatie doet niet mee of is geschorst",
                "an organisation has not joined or is suspended"
            )),
        "rolBekend": flag(
            ("de functies", "the roles"),
            yes: ("beide functies zijn bekend", "both roles are known"),
            no: (
                "een functie is niet bekend bij die organisatie",
                "a role is not known for that organisation"
            )),
        "bronDeelnemer": flag(
            ("de plaats van de gever", "the place of the source"),
            yes: ("de gever doet mee in de casus", "the source has a place in the case"),
            no: ("de gever doet niet mee in de casus", "the source has no place in the case")),
        "deelnemer": flag(
            ("de plaats van de ontvanger", "the place of the recipient"),
            yes: ("de ontvanger doet mee in de casus", "the recipient has a place in the case"),
            no: (
                "de ontvanger doet niet mee in de casus",
                "the recipient has no place in the case"
            )),
        "gebruikerGenoemd": flag(
            ("de persoon die ophaalt", "the person who collects"),
            yes: (
                "de persoon die ophaalt, hoort bij deze casus",
                "the person who collects belongs to this case"
            ),
            no: (
                "de persoon die ophaalt, hoort niet bij deze casus",
                "the person who collects does not belong to this case"
            )),
        "caseload": flag(
            ("de caseload", "the caseload"),
            yes: (
                "het kind staat in de caseload, als dat moet",
                "the child is in the caseload where that is needed"
            ),
            no: ("het kind staat niet in de caseload", "the child is not in the caseload")),
        "ouderkeuzeGevraagd": flag(
            ("de keuze van de ouders", "the parents' choice"),
            yes: (
                "de ouders konden kiezen of zij bij het overleg zijn",
                "the parents could choose to attend the meeting"
            ),
            no: (
                "de ouders konden nog niet kiezen of zij bij het overleg zijn",
                "the parents could not yet choose to attend the meeting"
            )),
        "zichtbaarheidOndersteund": flag(
            ("afschermen bij de ontvanger", "hiding at the recipient"),
            yes: (
                "de ontvanger kan afschermen wat ouders niet mogen zien, als dat moet",
                "the recipient can hide what parents may not see, where needed"
            ),
            no: (
                "de ontvanger kan niet afschermen wat ouders niet mogen zien",
                "the recipient cannot hide what parents may not see"
            )),
        "verlopen": flag(
            ("de tijd om op te halen", "the time to collect"),
            yes: ("de tijd om op te halen is voorbij", "the time to collect is over"),
            no: ("de tijd om op te halen loopt nog", "the time to collect is not over")),
        "anderBetrokkene": flag(
            ("anderen om wie het ook gaat", "others whom it is also about"),
            yes: ("het gaat ook over iemand anders", "it is also about somebody else"),
            no: ("het gaat over niemand anders", "it is about nobody else")),
        "grondslagToestemming": flag(
            ("waar de toestemming over gaat", "what the consent covers"),
            yes: (
                "de toestemming gaat over het delen zelf",
                "the consent covers the sharing itself"
            ),
            no: (
                "de toestemming gaat niet over het delen zelf",
                "the consent does not cover the sharing itself"
            )),
        "gezagBekend": flag(
            ("het gezag", "gezag"),
            yes: ("bekend is wie mag beslissen", "it is known who may decide"),
            no: ("niet bekend is wie mag beslissen", "it is not known who may decide")),
        "gehoord": flag(
            ("het horen van de leerling", "hearing the pupil"),
            yes: ("de leerling is gehoord, als dat moet", "the pupil was heard where needed"),
            no: ("de leerling is nog niet gehoord", "the pupil was not heard yet")),
        "overeenstemming": flag(
            ("de overeenstemming", "the agreement"),
            yes: (
                "iedereen die moet, is het eens met het plan van de school",
                "everyone who must has agreed to the school's plan"
            ),
            no: (
                "nog niet iedereen is het eens met het plan van de school",
                "not everyone has agreed to the school's plan yet"
            )),
        "bezwaar": flag(
            ("bezwaar", "objection"),
            yes: ("er is bezwaar gemaakt", "somebody objected"),
            no: ("er is geen bezwaar", "nobody objected")),
        "nee": flag(
            ("een nee", "a no"),
            yes: ("iemand zei nee", "somebody said no"),
            no: ("niemand zei nee", "nobody said no")),
        "beperking": flag(
            ("stilstand van het gebruik", "restriction"),
            yes: ("het gebruik staat stil", "the use is restricted"),
            no: ("het gebruik staat niet stil", "the use is not restricted")),
        "aangekondigd": flag(
            ("de aankondiging", "the announcement"),
            yes: (
                "het gezin weet van precies deze verstrekking",
                "the family was told of this very disclosure"
            ),
            no: (
                "het gezin weet nog niet van deze verstrekking",
                "the family was not told of this disclosure yet"
            )),
        "wederzijds": flag(
            ("de toestemming van de andere kant", "the consent of the other side"),
            yes: (
                "ook de andere kant heeft volledige toestemming",
                "the other side has complete consent too"
            ),
            no: (
                "de andere kant heeft nog geen volledige toestemming",
                "the other side has no complete consent yet"
            )),
    ]
}
