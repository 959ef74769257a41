// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import OpenSSL

/// What the officer's commands ask of a gateway about its rules.
extension AdminCommands {
    /// Puts other rules in force; refused as a whole unless everything holds.
    func activatePolicy(_ request: JSON) async throws -> JSON {
        guard let json = request["besluit"] else {
            throw CommandFailure(.usage, "the order is needed")
        }
        let order: ActivationOrder
        do {
            order = try ActivationOrder(json: json)
        } catch {
            throw CommandFailure(.usage, "the order can't be read: \(error)")
        }
        let files = try PolicyFiles(
            region: request["naam"]?.string ?? "", files: Self.files(request["bestanden"]))
        let summary = try await region.activate(
            files, scenarios: Self.files(request["voorbeelden"]), by: order)
        return ["beleid": .string(Hex.encode(files.version.bytes)), "verschil": .string(summary)]
    }

    func policyHistory() async throws -> JSON {
        return [
            "versies": .array(
                try await region.policyHistory().map { activation in
                    var members: [(String, JSON)] = [
                        ("beleid", .string(Hex.encode(activation.version.bytes))),
                        ("sinds", .string(activation.activated.rfc3339)),
                        ("verschil", .string(activation.difference)),
                    ]
                    if let officer = activation.officer {
                        members.append(("door", .string(officer)))
                        members.append(("sleutel", .string(activation.keyName ?? "")))
                    }
                    if let signed = activation.signed {
                        members.append(("ondertekendOp", .string(signed.rfc3339)))
                    }
                    return JSON(members)
                })
        ]
    }

    /// The files of a stored version, or of the one in force.
    func policyFiles(_ request: JSON) async throws -> JSON {
        let version: Digest
        if let text = request["beleid"]?.string {
            guard let bytes = try? Hex.decode(text), let digest = Digest(bytes: bytes) else {
                throw CommandFailure(.usage, "a version is 64 hexadecimal digits")
            }
            version = digest
        } else {
            version = region.rules.version
        }
        guard let files = try await region.policyFiles(version) else {
            throw CommandFailure(.usage, "there is no such version")
        }
        return Self.document(files).adding("regio", .string(region.origin))
    }

    /// Explains the decision of a line, by index or id.
    func explain(_ request: JSON) async throws -> JSON {
        let text = request["regel"]?.string ?? ""
        let reference: LineReference
        if let id = RandomID(hex: text) {
            reference = .id(id)
        } else if let index = Int(text) {
            reference = .index(index)
        } else {
            throw CommandFailure(.usage, "a line is its index or the 32 digits of its id")
        }
        let line = try await region.explain(reference)
        return JSON([
            ("id", .string(line.id.hex)),
            ("index", .integer(Int64(line.index))),
            ("gebeurtenis", .string(line.event)),
            ("op", .string(line.at.rfc3339)),
            ("gelijk", .bool(line.agrees)),
            ("regel", JSON(line.said.map { ($0.field, .string($0.text)) })),
            ("besluit", line.account.json),
            ("nl", .string(line.account.text(.dutch))),
            ("en", .string(line.account.text(.english))),
        ])
    }

    // MARK: Files in a request

    static func document(_ files: PolicyFiles) -> JSON {
        JSON([
            ("naam", .string(files.region)),
            ("beleid", .string(Hex.encode(files.version.bytes))),
            ("bestanden", document(files.files)),
        ])
    }

    static func document(_ files: [PolicyFiles.File]) -> JSON {
        JSON(files.map { ($0.path, .string(Base64.encode($0.bytes))) })
    }

    static func files(_ json: JSON?) -> [PolicyFiles.File] {
        (json?.object?.members ?? []).compactMap { member in
            guard let text = member.value.string, let bytes = try? Base64.decode(text) else {
                return nil
            }
            return PolicyFiles.File(path: member.key, bytes: bytes)
        }
    }
}

extension JSON {
    /// An object with one member more.
    func adding(_ name: String, _ value: JSON) -> JSON {
        guard var object else { return self }
        object[name] = value
        return .object(object)
    }
}
