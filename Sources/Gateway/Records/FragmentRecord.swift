// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings

/// What is kept of an offered fragment: all that a later decision needs, and no content.
package struct FragmentRecord: Sendable {
    package let source: PartnerID
    package let sourceRole: RoleCode
    package let sourceUser: String
    package let regime: Regime
    package let category: CategoryCode
    package let purpose: PurposeCode
    package let content: ContentFacts
    package let isNecessary: Bool
    /// The other persons of the family of whom it tells.
    package let betrokkenen: Set<RandomID>
    package let isAnonymous: Bool
    package let isWithoutBeschikking: Bool
    /// What the source was told to look at again.
    package let warnings: [AnonymityWarning]
    /// For an invitation: the groups for which the partner is invited.
    package let invitation: Set<VeldgroepCode>?
    package let offered: Timestamp
    package let outcomes: [OutcomeRecord]

    package var bytes: [UInt8] {
        var out = RecordWriter()
        out.add("bron", source.text)
        out.add("bronrol", sourceRole.text)
        out.add("brongebruiker", sourceUser)
        out.add("regime", regime.rawValue)
        out.add("categorie", category.text)
        out.add("doel", purpose.text)
        out.add("drempel", content.passesAbsenceThreshold)
        out.add("noodzakelijk", isNecessary)
        out.add("betrokkenen", betrokkenen.sorted().map(\.hex))
        out.add("anoniem", isAnonymous)
        out.add("herkenbaar", content.identifies)
        if !content.words.isEmpty { out.add("woorden", content.items.json) }
        out.add("beschikkingsvrij", isWithoutBeschikking)
        if !warnings.isEmpty { out.add("waarschuwingen", warnings.map(\.rawValue)) }
        if let invitation { out.add("uitnodiging", invitation.sorted().map(\.text)) }
        out.add("op", offered.rfc3339)
        out.add("uitkomsten", .array(outcomes.map(\.json)))
        return out.bytes
    }

    package init(
        source: PartnerID, sourceRole: RoleCode, sourceUser: String, regime: Regime,
        category: CategoryCode, purpose: PurposeCode, content: ContentFacts, isNecessary: Bool,
        betrokkenen: Set<RandomID> = [], isAnonymous: Bool = false,
        isWithoutBeschikking: Bool = false, warnings: [AnonymityWarning] = [],
        invitation: Set<VeldgroepCode>?, offered: Timestamp, outcomes: [OutcomeRecord]
    ) {
        self.source = source
        self.sourceRole = sourceRole
        self.sourceUser = sourceUser
        self.regime = regime
        self.category = category
        self.purpose = purpose
        self.content = content
        self.isNecessary = isNecessary
        self.betrokkenen = betrokkenen
        self.isAnonymous = isAnonymous
        self.isWithoutBeschikking = isWithoutBeschikking
        self.warnings = warnings
        self.invitation = invitation
        self.offered = offered
        self.outcomes = outcomes
    }

    package init(_ bytes: [UInt8]) throws(RecordError) {
        let reader = try RecordReader(bytes)
        source = try reader.partner("bron")
        sourceRole = try reader.value("bronrol") { RoleCode($0) }
        sourceUser = try reader.text("brongebruiker")
        regime = try reader.value("regime") { Regime(rawValue: $0) }
        category = try reader.value("categorie") { CategoryCode($0) }
        purpose = try reader.value("doel") { PurposeCode($0) }
        content = ContentFacts(
            passesAbsenceThreshold: try reader.flag("drempel"),
            identifies: try reader.flag("herkenbaar"),
            words: Dictionary(
                uniqueKeysWithValues: try CaseRecord.items(reader, "woorden").map {
                    ($0.group, $0.words)
                }))
        isNecessary = try reader.flag("noodzakelijk")
        betrokkenen = Set(try reader.identifiers("betrokkenen"))
        isAnonymous = try reader.flag("anoniem")
        isWithoutBeschikking = try reader.flag("beschikkingsvrij")
        warnings =
            reader.has("waarschuwingen")
            ? try reader.values("waarschuwingen") { AnonymityWarning(rawValue: $0) } : []
        invitation =
            !reader.has("uitnodiging")
            ? nil : Set(try reader.values("uitnodiging") { VeldgroepCode($0) })
        offered = try reader.instant("op")
        var outcomes: [OutcomeRecord] = []
        for item in try reader.list("uitkomsten") {
            outcomes.append(try OutcomeRecord(item))
        }
        self.outcomes = outcomes
    }
}

extension ContentFacts {
    fileprivate var items: Set<ConsentItem> {
        Set(words.compactMap { ConsentItem(group: $0.key, words: $0.value) })
    }
}

/// What became of one recipient of an offer or question, as its source may see it.
package struct OutcomeRecord: Sendable, Equatable {
    /// A field group that may not go, and why.
    package struct LeftOut: Sendable, Equatable {
        package let group: VeldgroepCode
        package let codes: [RefusalCode]

        package init(group: VeldgroepCode, codes: [RefusalCode]) {
            self.group = group
            self.codes = codes
        }
    }

    /// Whose yes is not there, by the ids under which the source knows them.
    package struct Missing: Sendable, Equatable {
        package let person: RandomID
        package let reason: String

        package init(person: RandomID, reason: String) {
            self.person = person
            self.reason = reason
        }
    }

    package let partner: PartnerID
    package let role: RoleCode
    package let groups: [VeldgroepCode]
    package let leftOut: [LeftOut]
    package let missing: [Missing]
    package let rules: [RuleCode]
    package let bases: [LegalBasisCode]
    /// The laws and agreements of the rules that decided.
    package let sources: [String]
    package let codes: [RefusalCode]
    package let obligations: [Obligation]
    package let explanation: Explanation
    package let expires: Timestamp?
    /// The key of the proof of source (bronbewijs) in the envelope; for the source alone.
    package let sourceProofKey: [UInt8]?
    /// Index of the line.
    package var lineIndex: Int

    /// Whether anything may go to this recipient.
    package var isPermitted: Bool { !groups.isEmpty }

    var json: JSON {
        var out = RecordWriter()
        out.add("partner", partner.text)
        out.add("rol", role.text)
        out.add("veldgroepen", groups.map(\.text))
        out.add(
            "weggelaten",
            .array(
                leftOut.map {
                    [
                        "veldgroep": .string($0.group.text),
                        "redenen": .array($0.codes.map { .string($0.rawValue) }),
                    ]
                }))
        if !missing.isEmpty {
            out.add(
                "ontbreekt",
                .array(
                    missing.map {
                        ["persoon": .string($0.person.hex), "reden": .string($0.reason)]
                    }))
        }
        out.add("regels", rules.map(\.text))
        out.add("grondslagen", bases.map(\.text))
        if !sources.isEmpty { out.add("bronnen", sources) }
        out.add("redenen", codes.map(\.rawValue))
        out.add("verplichtingen", obligations.map(\.rawValue))
        out.add("nl", explanation.dutch)
        out.add("en", explanation.english)
        out.add("verloopt", optional: expires?.rfc3339)
        out.add("bronzout", optional: sourceProofKey.map { Base64URL.encode($0) })
        out.add("blad", .integer(Int64(lineIndex)))
        return out.json
    }

    package init(
        partner: PartnerID, role: RoleCode, groups: [VeldgroepCode], leftOut: [LeftOut],
        missing: [Missing], rules: [RuleCode], bases: [LegalBasisCode],
        sources: [String] = [], codes: [RefusalCode],
        obligations: [Obligation], explanation: Explanation, expires: Timestamp?,
        sourceProofKey: [UInt8]?, lineIndex: Int
    ) {
        self.partner = partner
        self.role = role
        self.groups = groups
        self.leftOut = leftOut
        self.missing = missing
        self.rules = rules
        self.bases = bases
        self.sources = sources
        self.codes = codes
        self.obligations = obligations
        self.explanation = explanation
        self.expires = expires
        self.sourceProofKey = sourceProofKey
        self.lineIndex = lineIndex
    }

    init(_ reader: RecordReader) throws(RecordError) {
        partner = try reader.partner("partner")
        role = try reader.value("rol") { RoleCode($0) }
        groups = try reader.values("veldgroepen") { VeldgroepCode($0) }
        var leftOut: [LeftOut] = []
        for item in try reader.list("weggelaten") {
            leftOut.append(
                LeftOut(
                    group: try item.value("veldgroep") { VeldgroepCode($0) },
                    codes: try item.values("redenen") { RefusalCode(rawValue: $0) }))
        }
        self.leftOut = leftOut
        var missing: [Missing] = []
        if reader.has("ontbreekt") {
            for item in try reader.list("ontbreekt") {
                missing.append(
                    Missing(
                        person: try item.identifier("persoon"), reason: try item.text("reden")))
            }
        }
        self.missing = missing
        rules = try reader.values("regels") { RuleCode($0) }
        bases = try reader.values("grondslagen") { LegalBasisCode($0) }
        sources = reader.has("bronnen") ? try reader.values("bronnen") { $0 } : []
        codes = try reader.values("redenen") { RefusalCode(rawValue: $0) }
        obligations = try reader.values("verplichtingen") { Obligation(rawValue: $0) }
        explanation = Explanation(
            dutch: try reader.text("nl"), english: try reader.text("en"))
        expires = try reader.optional("verloopt") { Timestamp(rfc3339: $0) }
        sourceProofKey = try reader.optional("bronzout") { try? Base64URL.decode($0) }
        lineIndex = Int(try reader.integer("blad"))
    }
}

/// What is kept beside a sealed envelope.
struct EnvelopeRecord: Sendable {
    let role: RoleCode
    let groups: [VeldgroepCode]
    let digestHex: String

    var bytes: [UInt8] {
        var out = RecordWriter()
        out.add("rol", role.text)
        out.add("veldgroepen", groups.map(\.text))
        out.add("sha256", digestHex)
        return out.bytes
    }

    init(role: RoleCode, groups: [VeldgroepCode], digestHex: String) {
        self.role = role
        self.groups = groups
        self.digestHex = digestHex
    }

    init(_ bytes: [UInt8]) throws(RecordError) {
        let reader = try RecordReader(bytes)
        role = try reader.value("rol") { RoleCode($0) }
        groups = try reader.values("veldgroepen") { VeldgroepCode($0) }
        digestHex = try reader.text("sha256")
    }
}
