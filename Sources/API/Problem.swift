// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings
package import Gateway
package import HTTP

/// The ways in which a call to the partner API can fail, each with a stable `type` (RFC 9457).
///
/// INVARIANT: no case carries anything about a person; what goes out is fixed text, codes and pointers.
package enum Problem: Error, Equatable, Sendable {
    /// The request does not follow the schema; at most `fieldErrorLimit` places are named.
    case invalidRequest([FieldError])
    /// The assertion of the professional is missing or does not verify.
    case invalidAssertion
    /// This type of partner may not assert this role.
    case unknownRole
    /// A refusal, with the codes that this caller may know of.
    case refused([RefusalCode])
    /// Unknown, another's, never asked or refused: the one answer to who may not know.
    case unavailable
    /// The path exists, but not for this method.
    case methodNotAllowed(allowed: [String])
    /// The same idempotency key came with another body.
    case keyReused
    /// What the caller read is no longer the newest version, which this is.
    case stale(version: Int64)
    /// The body is not JSON by its media type.
    case unsupportedType
    /// The partner spent its budget of refusals.
    case tooManyRefusals(retryAfterSeconds: Int)
    /// What was offered has passed its end date.
    case expired
    /// The gateway can't take this call now; nothing happened.
    case busy
    /// Something broke; nothing was disclosed.
    case fault
    /// The request can't be read as HTTP; the connection ends.
    case unreadable(status: Int)

    /// At most this many places are named in one answer.
    package static let fieldErrorLimit = 50

    /// One place in a request that does not follow the schema: a JSON pointer, never a value.
    package struct FieldError: Equatable, Sendable {
        package let pointer: String
        package let reason: String

        package init(pointer: String, reason: String) {
            self.pointer = pointer
            self.reason = reason
        }
    }

    /// The stable code; the `type` is `urn:kernpoort:probleem:` followed by it.
    package var code: String {
        switch self {
        case .invalidRequest: "ongeldig-verzoek"
        case .invalidAssertion: "verklaring-ongeldig"
        case .unknownRole: "rol-onbekend"
        case .refused: "weigering"
        case .unavailable: "niet-beschikbaar"
        case .methodNotAllowed: "methode-niet-toegestaan"
        case .keyReused: "sleutel-hergebruikt"
        case .stale: "verouderd"
        case .unsupportedType: "type-niet-ondersteund"
        case .tooManyRefusals: "te-veel-weigeringen"
        case .expired: "verlopen"
        case .busy: "even-niet-beschikbaar"
        case .fault: "storing"
        case .unreadable(411): "lengte-ontbreekt"
        case .unreadable(413): "te-groot"
        case .unreadable(414), .unreadable(431): "kop-te-groot"
        case .unreadable: "onleesbaar-verzoek"
        }
    }

    /// The HTTP status.
    package var status: Int {
        switch self {
        case .invalidRequest: 400
        case .invalidAssertion: 401
        case .unknownRole, .refused: 403
        case .unavailable: 404
        case .methodNotAllowed: 405
        case .keyReused, .stale: 409
        case .expired: 410
        case .unsupportedType: 415
        case .tooManyRefusals: 429
        case .fault: 500
        case .busy: 503
        case .unreadable(let status): status
        }
    }

    private var title: String {
        switch self {
        case .invalidRequest: "Het verzoek klopt niet"
        case .invalidAssertion: "De verklaring van de professional klopt niet"
        case .unknownRole: "Deze rol hoort niet bij deze partner"
        case .refused: "Dit mag niet worden gedeeld"
        case .unavailable: "Niet beschikbaar"
        case .methodNotAllowed: "Deze methode kan hier niet"
        case .keyReused: "De Idempotency-Key is al gebruikt"
        case .stale: "Er is al een nieuwere versie"
        case .unsupportedType: "Dit soort inhoud wordt niet aangenomen"
        case .tooManyRefusals: "Te veel geweigerde verzoeken"
        case .expired: "Verlopen"
        case .busy: "Even niet beschikbaar"
        case .fault: "Er ging iets mis"
        case .unreadable(411): "De lengte ontbreekt"
        case .unreadable(413): "Het verzoek is te groot"
        case .unreadable(414), .unreadable(431): "Adres of koppen zijn te groot"
        case .unreadable: "Het verzoek is niet te lezen"
        }
    }

    private var detail: String {
        switch self {
        case .invalidRequest:
            "Er is niets opgeslagen. Verbeter de genoemde plaatsen en stuur het verzoek opnieuw."
        case .invalidAssertion:
            "Er is niets gebeurd. Maak een nieuwe verklaring voor precies dit verzoek en probeer het opnieuw."
        case .unknownRole:
            "Er is niets gedeeld. Gebruik een rol die bij uw soort partner hoort."
        case .refused:
            "Er is niets gedeeld. De redenen staan erbij, elk met wie hem mag weten."
        case .unavailable:
            "Dit bestaat niet of is niet beschikbaar voor u."
        case .methodNotAllowed:
            "Gebruik een methode uit de kop Allow."
        case .keyReused:
            "Er is niets gebeurd. Een ander verzoek heeft een nieuwe Idempotency-Key nodig."
        case .stale:
            "Er is niets opgeslagen. Lees eerst de nieuwste versie en schrijf dan opnieuw."
        case .unsupportedType:
            "Stuur de inhoud als application/json."
        case .tooManyRefusals:
            "Wacht even en kijk eerst waarom eerdere verzoeken zijn geweigerd."
        case .expired:
            "Vraag de bron om het opnieuw aan te bieden."
        case .busy:
            "Er is niets gebeurd. Probeer het zo opnieuw met dezelfde Idempotency-Key."
        case .fault:
            "Er is niets gedeeld. Probeer het opnieuw met dezelfde Idempotency-Key; "
                + "blijft het misgaan, bel dan de beheerder."
        case .unreadable(411): "Stuur een Content-Length mee; chunked wordt niet aangenomen."
        case .unreadable: "Er is niets gebeurd. De verbinding wordt gesloten."
        }
    }

    /// The problem document (RFC 9457), as a response.
    package var response: Response {
        var members: [(String, JSON)] = [
            ("type", .string("urn:kernpoort:probleem:\(code)")),
            ("title", .string(title)),
            ("status", .integer(Int64(status))),
            ("detail", .string(detail)),
            ("code", .string(code)),
        ]
        switch self {
        case .invalidRequest(let errors) where !errors.isEmpty:
            members.append(
                (
                    "fouten",
                    .array(
                        errors.prefix(Self.fieldErrorLimit).map {
                            ["pointer": .string($0.pointer), "reden": .string($0.reason)]
                        })
                ))
        case .refused(let codes):
            // What reaches a problem document was chosen for this caller where it was refused.
            members.append(("redenen", .reasons(codes)))
        case .stale(let version): members.append(("versie", .integer(version)))
        default:
            break
        }
        return Answer.problem(status: status, body: JSON(members), extra: extraHeaders)
    }

    private var extraHeaders: [HeaderField] {
        switch self {
        case .methodNotAllowed(let allowed):
            HeaderField("Allow", checking: allowed.joined(separator: ", ")).map { [$0] } ?? []
        case .tooManyRefusals(let seconds): [HeaderField("Retry-After", integer: seconds)]
        case .busy: [HeaderField("Retry-After", integer: 1)]
        case .invalidAssertion: [HeaderField("WWW-Authenticate", "Bearer")]
        default: []
        }
    }
}

extension Problem {
    /// What a caller is told of a use case that gave no answer.
    package init(_ failure: UseCaseFailure) {
        switch failure {
        case .unavailable: self = .unavailable
        case .refused(let codes):
            self = .refused(codes)
        case .unknownRole: self = .unknownRole
        case .replayed: self = .invalidAssertion
        case .keyReused: self = .keyReused
        case .stale(let version): self = .stale(version: version)
        case .invalid(let complaints):
            self = .invalidRequest(
                complaints.map { FieldError(pointer: $0.pointer, reason: $0.reason) })
        case .expired: self = .expired
        case .tooManyRefusals(let seconds): self = .tooManyRefusals(retryAfterSeconds: seconds)
        case .busy: self = .busy
        case .fault: self = .fault
        }
    }
}
