// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Encodings
package import JOSE
package import LogVerifier

/// What `partner.json` says: who the partner is, where the gateway is, and whose signatures count.
package struct ProfileSettings: Sendable {
    package let partner: PartnerID
    package let type: PartnerType
    package let gateway: GatewayAddress
    /// The region's origin: `aud` of assertions, `iss` of envelopes.
    package let region: String
    /// Who acts where a call names nobody else.
    package let professional: Professional
    /// The log's key as its owner hands it out; its name is the log's origin.
    package let logKey: String
    /// What the log is held against.
    package let logPolicy: LogPolicy
    /// The gateway's key for envelopes and release notes.
    package let envelopeKey: JWK

    package init(
        partner: PartnerID, type: PartnerType, gateway: GatewayAddress, region: String,
        professional: Professional, logKey: String, envelopeKey: JWK
    ) throws(PartnerClientError) {
        self.partner = partner
        self.type = type
        self.gateway = gateway
        self.region = region
        self.professional = professional
        self.logKey = logKey
        logPolicy = try Self.policy(logKey)
        guard envelopeKey.use == .sig else {
            throw .profileMalformed(member: "enveloppenSleutel")
        }
        self.envelopeKey = envelopeKey
    }

    private static func policy(_ logKey: String) throws(PartnerClientError) -> LogPolicy {
        do throws(LogVerifierError) {
            return try LogPolicy(logKey: VerifierKey(parsing: logKey))
        } catch {
            throw .profileMalformed(member: "logSleutel")
        }
    }

    private static let members = [
        "partner", "type", "gateway", "regio", "gebruiker", "rol", "logSleutel", "logOorsprong",
        "enveloppenSleutel",
    ]

    /// Reads the text strictly: every member is there and none is unknown.
    /// - Throws: `.profileMalformed` with the member's name, or with `partner.json` for no JSON object.
    package init(parsing bytes: [UInt8]) throws(PartnerClientError) {
        guard let json = try? JSON(parsing: bytes), let object = json.object else {
            throw .profileMalformed(member: "partner.json")
        }
        for key in object.keys
        where !Self.members.contains(where: { $0.utf8.elementsEqual(key.utf8) }) {
            throw .profileMalformed(member: key)
        }
        func value<T>(
            _ member: String, _ parse: (String) -> T?
        ) throws(PartnerClientError) -> T {
            guard let text = object[member]?.string, let value = parse(text) else {
                throw .profileMalformed(member: member)
            }
            return value
        }
        partner = try value("partner") { PartnerID($0) }
        type = try value("type") { PartnerType(rawValue: $0) }
        gateway = try value("gateway") { GatewayAddress($0) }
        region = try value("regio") { $0.isEmpty ? nil : $0 }
        let role = try value("rol") { RoleCode($0) }
        professional = try value("gebruiker") { Professional(id: $0, role: role) }
        logKey = try value("logSleutel") { $0 }
        logPolicy = try Self.policy(logKey)
        let origin = logPolicy.origin
        _ = try value("logOorsprong") { $0.utf8.elementsEqual(origin.utf8) ? $0 : nil }
        guard let key = object["enveloppenSleutel"],
            let jwk = try? JWK(parsing: key.serialized().span), jwk.use == .sig
        else { throw .profileMalformed(member: "enveloppenSleutel") }
        envelopeKey = jwk
    }

    /// The text of `partner.json`.
    package var json: JSON {
        [
            "partner": .string(partner.text), "type": .string(type.rawValue),
            "gateway": .string(gateway.description), "regio": .string(region),
            "gebruiker": .string(professional.id), "rol": .string(professional.role.text),
            "logSleutel": .string(logKey), "logOorsprong": .string(logPolicy.origin),
            "enveloppenSleutel": envelopeKey.json,
        ]
    }
}
