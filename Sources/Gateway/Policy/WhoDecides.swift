// SPDX-License-Identifier: EUPL-1.2
internal import Consent
internal import Domain

/// Whose consent is needed, in words: what `Consent` computes for each age, not a text beside it.
struct WhoDecides {
    /// Who decides in one range of ages.
    struct Line: Hashable {
        let ages: String
        let who: String
    }

    /// From young to old, ages with the same answer taken together.
    let lines: [Line]

    /// For a flow under one regime, with two holders of gezag who are known.
    init(_ regime: Regime, _ category: CategoryCode, _ purpose: PurposeCode) {
        let holders = (0..<2).compactMap { number -> RandomID? in
            RandomID(bytes: [UInt8](repeating: UInt8(number + 1), count: 16))
        }
        var parts: [(first: AgeBand, last: AgeBand, who: String)] = []
        for band in AgeBand.allCases {
            let makers = DecisionMakers(
                regime: regime, category: category, purpose: purpose, band: band,
                gezag: .known(holders: holders, facts: []), incapacity: nil,
                parentsReplaced: false)
            let who = Self.words(makers)
            if let last = parts.last, last.who == who {
                parts[parts.count - 1].last = band
            } else {
                parts.append((band, band, who))
            }
        }
        lines = parts.map { Line(ages: Self.ages($0.first, $0.last), who: $0.who) }
    }

    /// All in one sentence.
    var text: String { lines.map { "\($0.ages): \($0.who)" }.joined(separator: "; ") }

    private static func words(_ makers: DecisionMakers) -> String {
        let parents =
            makers.everyRepresentative
            ? "beide ouders of voogden met gezag"
            : "een ouder of voogd met gezag; de ander is ook gevraagd en zegt geen nee"
        var words: String
        switch (makers.child, makers.needsRepresentative) {
        case (true, true): words = "de jongere én \(parents)"
        case (true, false): words = "de jongere"
        case (false, true): words = parents
        case (false, false): words = "niemand"
        }
        if makers.needsHearing { words += "; de leerling is gehoord" }
        return words
    }

    private static func ages(_ first: AgeBand, _ last: AgeBand) -> String {
        func start(_ band: AgeBand) -> Int {
            switch band {
            case .under12: 0
            case .from12To15: 12
            case .from16To17: 16
            case .adult: 18
            }
        }
        func end(_ band: AgeBand) -> Int {
            switch band {
            case .under12: 11
            case .from12To15: 15
            case .from16To17: 17
            case .adult: .max
            }
        }
        if last == .adult {
            return first == .under12 ? "elke leeftijd" : "vanaf \(start(first)) jaar"
        }
        if first == .under12 { return "tot \(end(last) + 1) jaar" }
        return "\(start(first)) tot en met \(end(last)) jaar"
    }
}

extension SharingMatrix.Entry {
    /// Who must say yes, per regime of the sources; empty where no way asks for consent.
    func deciders(_ words: PolicyWords) -> [String] {
        guard ways.contains(.consent) else { return [] }
        let categories = Set(subjects.map(\.category)).sorted()
        var sentences: [(text: String, sources: [String])] = []
        for post in givers {
            for regime in post.type.regimes {
                for category in categories {
                    for word in purposes {
                        guard let purpose = PurposeCode(word) else { continue }
                        let text = WhoDecides(regime, category, purpose).text
                        let source =
                            categories.count > 1
                            ? "\(Self.name(regime)), \(category)" : Self.name(regime)
                        if let index = sentences.firstIndex(where: { $0.text == text }) {
                            if !sentences[index].sources.contains(source) {
                                sentences[index].sources.append(source)
                            }
                        } else {
                            sentences.append((text, [source]))
                        }
                    }
                }
            }
        }
        if sentences.count == 1 { return [sentences[0].text] }
        return sentences.map { "\($0.sources.joined(separator: "; ")): \($0.text)" }
    }

    static func name(_ regime: Regime) -> String {
        switch regime {
        case .avg: "AVG"
        case .jeugdwet: "Jeugdwet"
        case .wgbo: "WGBO"
        }
    }
}
