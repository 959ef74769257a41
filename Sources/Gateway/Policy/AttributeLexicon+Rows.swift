// SPDX-License-Identifier: EUPL-1.2

extension AttributeLexicon {
    /// What belongs to some rows only.
    static let particulars: [String: Entry] = [
        "drempel16u": flag(
            ("de grens van 16 uur", "the threshold of 16 hours"),
            yes: (
                "de leerling was 16 uur of meer weg in vier weken",
                "the pupil was absent 16 hours or more in four weeks"
            ),
            no: (
                "de leerling was minder dan 16 uur weg in vier weken",
                "the pupil was absent less than 16 hours in four weeks"
            )),
        "noodzakelijk": flag(
            ("de noodzaak", "necessity"),
            yes: (
                "de bron zei dat deze gegevens echt nodig zijn",
                "the source marked these data as necessary"
            ),
            no: (
                "de bron zei niet dat deze gegevens nodig zijn",
                "the source did not mark these data as necessary"
            )),
        "bezoekNu": flag(
            ("het bezoek", "the visit"),
            yes: ("het is rond een afgesproken bezoek", "it is around an agreed visit"),
            no: ("er is nu geen afgesproken bezoek", "there is no agreed visit now")),
        "directBetrokken": flag(
            ("meewerken aan de hulp", "taking part in the help"),
            yes: (
                "de ontvanger werkt zelf mee aan deze hulp",
                "the recipient takes part in this help"
            ),
            no: (
                "de ontvanger werkt niet mee aan deze hulp",
                "the recipient takes no part in this help"
            )),
        "anoniem": flag(
            ("zonder naam", "without a name"),
            yes: ("er staat niet bij om wie het gaat", "it does not say whom it is about"),
            no: ("bekend is om wie het gaat", "it is known whom it is about")),
        "herkenbaar": flag(
            ("te herkennen", "identifiable"),
            yes: ("het kind is te herkennen", "the child can be recognised"),
            no: ("het kind is niet te herkennen", "the child cannot be recognised")),
        "beschikkingsvrij": flag(
            ("hulp zonder beschikking", "help without a formal decision"),
            yes: (
                "voor deze hulp is geen besluit van de gemeente nodig",
                "this help needs no decision of the municipality"
            ),
            no: (
                "voor deze hulp is een besluit van de gemeente nodig",
                "this help needs a decision of the municipality"
            )),
        "perItem": flag(
            ("een ja per onderdeel", "a yes per item"),
            yes: ("er is een eigen ja voor elk onderdeel", "each item has a yes of its own"),
            no: (
                "er is geen eigen ja voor elk onderdeel",
                "not each item has a yes of its own"
            )),
        "bronInbrenger": flag(
            ("wie de casus inbracht", "who brought the case in"),
            yes: ("de gever bracht de casus in", "the source brought the case in"),
            no: ("een ander bracht de casus in", "somebody else brought the case in")),
        "planDeelnemer": flag(
            ("meedoen in het plan", "taking part in the plan"),
            yes: ("de ontvanger doet mee in het plan", "the recipient takes part in the plan"),
            no: (
                "de ontvanger doet niet mee in het plan",
                "the recipient takes no part in the plan"
            )),
        "planAkkoord": flag(
            ("het plan van het gezin", "the plan of the family"),
            yes: (
                "het gezin is het eens met het plan zoals het nu is",
                "the family agreed to the plan as it is now"
            ),
            no: (
                "het gezin is het niet eens met het plan zoals het nu is",
                "the family has not agreed to the plan as it is now"
            )),
        "eigenOrganisatie": flag(
            ("dezelfde organisatie", "the same organisation"),
            yes: (
                "gever en ontvanger horen bij dezelfde organisatie",
                "source and recipient belong to one organisation"
            ),
            no: (
                "gever en ontvanger horen bij verschillende organisaties",
                "source and recipient belong to different organisations"
            )),
        "verwijzing": flag(
            ("of er iets meegaat", "whether anything is carried"),
            yes: (
                "er gaat niets mee: alleen dat het is verteld",
                "nothing is carried, only that it was told"
            ),
            no: ("de gegevens zelf gaan mee", "the data themselves go")),
        "melder": flag(
            ("wie de melding deed", "who made the report"),
            yes: ("de ontvanger deed de melding", "the recipient made the report"),
            no: ("de ontvanger deed de melding niet", "the recipient did not make the report")),
        "gekozenLezer": flag(
            ("de lezers die de jongere koos", "the readers whom the jongere chose"),
            yes: ("de jongere koos deze ontvanger", "the jongere chose this recipient"),
            no: (
                "de jongere koos deze ontvanger niet",
                "the jongere did not choose this recipient"
            )),
        "afgewogen": flag(
            ("de afweging", "the weighing"),
            yes: ("de bron schreef de afweging op", "the source recorded the weighing"),
            no: (
                "de bron schreef nog geen afweging op",
                "the source has not recorded the weighing"
            )),
    ]
}
