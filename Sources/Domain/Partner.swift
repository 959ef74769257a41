// SPDX-License-Identifier: EUPL-1.2

/// A partner: `organisatie/onderdeel`, with keys, policies and log lines of its own.
///
/// At most 64 bytes of lowercase letters, digits, `-` and `.`, with exactly one `/`; each part
/// begins and ends with a letter or digit. Immutable once registered.
package struct PartnerID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The slug as written.
    package let text: String

    /// The greatest length in bytes.
    package static let byteLimit = 64

    /// Parses a slug; nil if it is not well-formed.
    package init?(_ text: String) {
        guard Self.isSlug(text.utf8.span) else { return nil }
        self.text = text
    }

    /// The legal person, before the `/`.
    package var organisation: String { String(text.prefix { $0 != "/" }) }

    /// The onderdeel within it, after the `/`.
    package var onderdeel: String { String(text.drop { $0 != "/" }.dropFirst()) }

    package var description: String { text }

    package static func < (left: PartnerID, right: PartnerID) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    private static func isSlug(_ bytes: Span<UInt8>) -> Bool {
        var slash = 0
        while slash < bytes.count, bytes[slash] != 0x2F { slash += 1 }
        guard slash < bytes.count, bytes.count <= byteLimit else { return false }
        return isPart(bytes.extracting(..<slash)) && isPart(bytes.extracting((slash + 1)...))
    }

    private static func isPart(_ part: Span<UInt8>) -> Bool {
        guard part.count > 0 else { return false }
        for index in part.indices {
            let byte = part[index]
            let isWord = byte.isLowercaseLetter || byte.isDigit
            let isInside = index > 0 && index < part.count - 1
            guard isWord || (isInside && (byte == 0x2D || byte == 0x2E)) else { return false }
        }
        return true
    }
}

/// What kind of organisation (or onderdeel of one) a partner is.
package enum PartnerType: String, Sendable, CaseIterable {
    case school
    case samenwerkingsverband
    case buurtteam
    case jgz
    /// Leerplicht as help with attending school.
    case leerplichtBegeleiding = "leerplicht-begeleiding"
    /// Leerplicht as supervision and enforcement: only rows 2 and 3 reach it.
    case leerplichtHandhaving = "leerplicht-handhaving"
    case jeugdhulp
    case gemeente
    case kinderopvang
    case rmc
    case onderzoek
    case veiligThuis = "veilig-thuis"
    case gecertificeerdeInstelling = "gecertificeerde-instelling"
    case raadVoorDeKinderbescherming = "raad-voor-de-kinderbescherming"
    case politie
    case openbaarMinisterie = "openbaar-ministerie"

    /// Whether such an organisation can join; the others exist only to be refused.
    package var mayJoin: Bool {
        switch self {
        case .school, .samenwerkingsverband, .buurtteam, .jgz, .leerplichtBegeleiding,
            .leerplichtHandhaving, .jeugdhulp, .gemeente, .kinderopvang, .rmc, .onderzoek:
            true
        case .veiligThuis, .gecertificeerdeInstelling, .raadVoorDeKinderbescherming, .politie,
            .openbaarMinisterie:
            false
        }
    }

    /// It never joins, but a professional may record that it was told something, or told something.
    package var isOutside: Bool {
        switch self {
        case .veiligThuis, .gecertificeerdeInstelling, .raadVoorDeKinderbescherming: true
        case .school, .samenwerkingsverband, .buurtteam, .jgz, .leerplichtBegeleiding,
            .leerplichtHandhaving, .jeugdhulp, .gemeente, .kinderopvang, .rmc, .onderzoek,
            .politie, .openbaarMinisterie:
            false
        }
    }

    /// The legal regimes that its records can have.
    package var regimes: [Regime] {
        switch self {
        case .school, .samenwerkingsverband, .leerplichtBegeleiding, .leerplichtHandhaving,
            .kinderopvang, .rmc, .onderzoek:
            [.avg]
        case .buurtteam: [.jeugdwet]
        case .jgz: [.wgbo]
        case .jeugdhulp: [.jeugdwet, .wgbo]
        case .gemeente: [.jeugdwet, .avg]
        case .veiligThuis, .gecertificeerdeInstelling, .raadVoorDeKinderbescherming, .politie,
            .openbaarMinisterie:
            []
        }
    }

    /// The regime of a fragment that states none: the only one, or Jeugdwet where there are two.
    package var defaultRegime: Regime? { regimes.first }
}

/// The law under which a source record is kept; it decides who may say yes.
package enum Regime: String, Sendable, CaseIterable {
    case avg
    case jeugdwet
    case wgbo

    /// Whether records under it are bound by a duty of professional secrecy.
    package var isCare: Bool {
        switch self {
        case .avg: false
        case .jeugdwet, .wgbo: true
        }
    }
}
