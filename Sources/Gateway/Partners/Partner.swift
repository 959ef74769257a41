// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings
internal import Memory
package import OpenSSL

/// A partner of the region: organisation and onderdeel with its own keys and certificates.
package struct Partner: Sendable, Equatable {
    /// The row that stands for it in every other row; never leaves the gateway.
    package let row: RandomID
    package let id: PartnerID
    package let type: PartnerType
    /// What people call it; shown in Dutch texts.
    package let name: String
    package var status: AccessionStatus
    /// SHA-256 of the public keys (SPKI) of its client certificates.
    package var certificates: Set<Digest>
    /// Obligations that its systems declared to honour.
    package var supported: Set<Obligation>
    /// From 12 to 15 the jongere decides alone about its care records where parents are silent.
    package var isJongereAlone: Bool

    package init(
        row: RandomID, id: PartnerID, type: PartnerType, name: String,
        status: AccessionStatus = .actief, certificates: Set<Digest>,
        supported: Set<Obligation> = [], isJongereAlone: Bool = false
    ) {
        self.row = row
        self.id = id
        self.type = type
        self.name = name
        self.status = status
        self.certificates = certificates
        self.supported = supported
        self.isJongereAlone = isJongereAlone
    }

    /// The greatest length of a name, in bytes.
    package static let nameByteLimit = 120

    var state: PartnerState {
        switch status {
        case .actief: .active
        case .geschorst: .suspended
        case .beeindigd: .ended
        }
    }

    /// The canonical bytes to seal; the status stands in the row.
    var bytes: [UInt8] {
        var out = RecordWriter()
        out.add("id", id.text)
        out.add("soort", type.rawValue)
        out.add("naam", name)
        out.add("certificaten", certificates.map { Hex.encode($0.bytes) }.sorted())
        out.add("ondersteunt", supported.sorted().map(\.rawValue))
        if isJongereAlone { out.add("jongereAlleen", true) }
        return out.bytes
    }

    /// Reads a row back.
    init(_ row: PartnerRow<OpenedBytes>) throws(RecordError) {
        let reader = try RecordReader(row.content.copied())
        self.row = row.id
        id = try reader.partner("id")
        type = try reader.value("soort") { PartnerType(rawValue: $0) }
        name = try reader.text("naam")
        status =
            switch row.state {
            case .active: .actief
            case .suspended: .geschorst
            case .ended: .beeindigd
            }
        certificates = Set(try reader.values("certificaten") { Digest(hex: $0) })
        supported = Set(try reader.values("ondersteunt") { Obligation(rawValue: $0) })
        isJongereAlone = reader.optionalFlag("jongereAlleen") ?? false
    }
}

extension OpenedBytes {
    /// The bytes as an array, for records without content about what a child lives through.
    func copied() -> [UInt8] {
        withBytes { [UInt8](copying: $0) }
    }
}

extension Digest {
    /// A digest from 64 lowercase hex digits; nil for anything else.
    package init?(hex: String) {
        guard let bytes = try? Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }
}
