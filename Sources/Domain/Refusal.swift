// SPDX-License-Identifier: EUPL-1.2

/// Why the answer is no; declared in the fixed order in which codes are reported.
package enum RefusalCode: String, Sendable, CaseIterable, Comparable {
    case partnerNietToegetreden = "partner-niet-toegetreden"
    case rolOnbekend = "rol-onbekend"
    case geenRelatie = "geen-relatie"
    case doelOnbekend = "doel-onbekend"
    case geenRegel = "geen-regel"
    case verbod
    case geheimNietOpgeheven = "geheim-niet-opgeheven"
    case gezagOnbekend = "gezag-onbekend"
    case toestemmingOntbreekt = "toestemming-ontbreekt"
    case overeenstemmingOntbreekt = "overeenstemming-ontbreekt"
    case berichtOntbreekt = "bericht-ontbreekt"
    case bezwaar
    case beperking
    case verplichtingNietOndersteund = "verplichting-niet-ondersteund"
    case verlopen
    case opnieuwAanbieden = "opnieuw-aanbieden"
    case beoordelingsfout

    /// Who may learn of a refusal, in the words that answers use.
    package enum Audience: String, Sendable, CaseIterable {
        case source = "bron"
        case recipient = "ontvanger"
        /// The privacy officer (FG) of the source.
        case officer = "fg"
    }

    /// Everyone who may learn of this code.
    package var audience: [Audience] { Audience.allCases.filter(isFor) }

    /// Whether this code may be told to an audience; otherwise the answer is `niet-beschikbaar`.
    package func isFor(_ audience: Audience) -> Bool {
        switch audience {
        case .source, .officer: true
        case .recipient:
            switch self {
            case .partnerNietToegetreden, .rolOnbekend, .doelOnbekend, .verlopen: true
            case .geenRelatie, .geenRegel, .verbod, .geheimNietOpgeheven, .gezagOnbekend,
                .toestemmingOntbreekt, .overeenstemmingOntbreekt, .berichtOntbreekt, .bezwaar,
                .beperking, .verplichtingNietOndersteund, .opnieuwAanbieden, .beoordelingsfout:
                false
            }
        }
    }

    package static func < (left: RefusalCode, right: RefusalCode) -> Bool {
        left.order < right.order
    }

    private var order: Int {
        Self.allCases.firstIndex(of: self) ?? Self.allCases.count
    }
}

extension Sequence<RefusalCode> {
    /// Those that an audience may be told, in the order that they stand in.
    package func told(to audience: RefusalCode.Audience) -> [RefusalCode] {
        filter { $0.isFor(audience) }
    }
}

/// A duty that travels with a fragment.
package enum Obligation: String, Sendable, CaseIterable, Comparable {
    /// What leerplicht learns here must not feed enforcement.
    case nietVoorHandhaving = "niet-voor-handhaving"
    /// Not to be shown to parents.
    case zichtbaarheidOuders = "zichtbaarheid-ouders"

    package static func < (left: Obligation, right: Obligation) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }
}
