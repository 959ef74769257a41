// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings

extension CaseRecord {
    static func write(
        _ consent: Toestemming, _ evidence: ConsentEvidence, to out: inout RecordWriter
    ) {
        out.add("persoon", consent.person.hex)
        out.add("betreft", optional: consent.about?.hex)
        out.add("bereik", consent.scope.json)
        if !consent.items.isEmpty { out.add("onderdelen", consent.items.json) }
        switch consent.answer {
        case .given(let bases, let until):
            out.add("tot", until.description)
            out.add("toestemming", bases.consent)
            out.add("geheim", bases.secrecy)
        case .refused:
            out.add("geweigerd", true)
        }
        out.add("op", consent.at.rfc3339)
        out.add("kanaal", evidence.channel.rawValue)
        out.add("tekstversie", evidence.textVersion)
        out.add("tekst", evidence.textDigest)
        out.add("door", evidence.recordedBy.text)
        out.add("gebruiker", optional: evidence.user)
        out.add("leeftijd", optional: evidence.band?.rawValue)
        if !evidence.gezag.isEmpty { out.add("gezag", evidence.gezag.map(\.hex)) }
    }

    static func consent(
        _ id: RandomID, _ row: RecordReader
    ) throws(RecordError) -> CaseRecord {
        let answer: Toestemming.Answer
        if row.has("geweigerd") {
            answer = .refused
        } else {
            let bases = ConsentBases(
                consent: try row.flag("toestemming"), secrecy: try row.flag("geheim"))
            answer = .given(bases: try valid(bases, "toestemming"), until: try row.date("tot"))
        }
        let consent = Toestemming(
            id: id, person: try row.identifier("persoon"),
            about: try row.optionalIdentifier("betreft"),
            scope: try Scope(reading: row.object("bereik")), items: try items(row, "onderdelen"),
            answer: answer, at: try row.instant("op"))
        let evidence = ConsentEvidence(
            channel: try row.value("kanaal") { ConsentEvidence.Channel(rawValue: $0) },
            textVersion: try row.text("tekstversie"), textDigest: try row.text("tekst"),
            recordedBy: try row.partner("door"), user: row.optionalText("gebruiker"),
            band: try row.optional("leeftijd") { AgeBand(rawValue: $0) },
            gezag: row.has("gezag")
                ? try row.identifiers("gezag") : [])
        return .consent(try valid(consent, "bereik"), evidence)
    }

    /// The items of a member; none where it is not there.
    static func items(
        _ row: RecordReader, _ name: String
    ) throws(RecordError) -> Set<ConsentItem> {
        guard row.has(name) else { return [] }
        var items: Set<ConsentItem> = []
        for reader in try row.list(name) {
            let item = ConsentItem(
                group: try reader.value("veldgroep") { VeldgroepCode($0) },
                words: try reader.text("woorden"))
            items.insert(try valid(item, name))
        }
        guard !items.isEmpty else { throw .malformed(member: name) }
        return items
    }
}

extension Set<ConsentItem> {
    /// The items as a list of a stored record, always in the same order.
    var json: JSON {
        .array(
            sorted { ($0.group.text, $0.words) < ($1.group.text, $1.words) }.map {
                ["veldgroep": .string($0.group.text), "woorden": .string($0.words)]
            })
    }
}
