// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Encodings
internal import Gateway
internal import HTTP
internal import Merkle
internal import OpenSSL

extension Operations {
    var log: [Operation] { [listLines, proveLine, checkpoint, tile] }

    private var listLines: Operation {
        Operation(
            .get, "/v1/logregels", "lijstLogregels", .logboek,
            "Uw eigen logregels, nieuwste eerst; dat u kijkt wordt ook vastgelegd",
            query: Operation.QueryParameter.paging,
            success: .json(.ok, Shapes.page("logregels", of: Shapes.line))
        ) { call in
            let page = try await OwnLines(region)(
                before: try call.query.cursor(), count: call.query.count, by: call.caller)
            return Answer.json(
                .ok, .page("logregels", page.items.map(\.json), next: page.next))
        }
    }

    private var proveLine: Operation {
        Operation(
            .get, "/v1/logregels/{logregel}/bewijs", "bewijsLogregel", .logboek,
            "Bewijs dat een eigen logregel in het logboek staat",
            success: .json(.ok, Shapes.proof)
        ) { call in
            let receipt = try await OwnLines(region).proof(
                of: try call.identifier("logregel"), by: call.caller)
            return Answer.json(
                .ok, ["bewijs": .string(String(decoding: receipt.proof, as: UTF8.self))])
        }
    }

    private var checkpoint: Operation {
        Operation(
            .get, "/log/{jaar}/checkpoint", "leesControlepunt", .logboek,
            "Het laatst gepubliceerde controlepunt (C2SP tlog-checkpoint)",
            success: .text("text/plain")
        ) { call in
            guard let origin = region.logOrigin(shard: call.parameters["jaar"]),
                let note = try await LogResource(region).checkpoint(origin)
            else { throw UseCaseFailure.unavailable }
            return Answer.checkpoint(note)
        }
    }

    private var tile: Operation {
        Operation(
            .get, "/log/{jaar}/tile/{rest...}", "leesTegel", .logboek,
            "Een tegel van de hashboom (C2SP tlog-tiles); bladen zijn niet voor partners",
            success: .octets
        ) { call in
            guard let origin = region.logOrigin(shard: call.parameters["jaar"]),
                let resource = TileResource(path: "tile/" + call.parameters["rest"]),
                resource.isHashes,
                let bytes = try await LogResource(region).tile(resource, origin)
            else { throw UseCaseFailure.unavailable }
            return Answer.tile(bytes)
        }
    }
}

extension TileResource {
    /// Entry bundles go to officers, auditors and mirrors only.
    fileprivate var isHashes: Bool {
        switch content {
        case .hashes: true
        case .entries: false
        }
    }
}

extension LineShown {
    /// As `Shapes.line` says.
    fileprivate var json: JSON {
        var opened: [(String, JSON)] = []
        var closed: [(String, JSON)] = []
        for (field, part) in zip(Field.allCases, view.fields) {
            switch part {
            case .opened(let name, let value, let salt):
                opened.append(
                    (
                        name,
                        [
                            "waarde": .string(String(decoding: value, as: UTF8.self)),
                            "zout": .string(Base64.encode(salt.bytes)),
                        ]
                    ))
            case .closed(let commitment):
                closed.append((field.name, .string(Base64.encode(commitment.bytes))))
            }
        }
        return JSON([
            ("id", .string(id.hex)),
            ("nummer", .integer(Int64(index))),
            ("blad", .string(Base64.encode(leaf))),
            ("geopend", JSON(opened)),
            ("gesloten", JSON(closed)),
        ])
    }
}
