// SPDX-License-Identifier: EUPL-1.2
import Foundation

/// The shared vectors of the transparency log, one JSON file named by an environment variable.
package struct LogVectors: Decodable, Sendable {
    /// The file's contents, read once.
    package static let shared: Result<LogVectors, any Error> = Result {
        try JSONDecoder().decode(LogVectors.self, from: Data(Vectors.tlog.bytes()))
    }

    package struct Leaf: Decodable, Sendable {
        package let index: Int
        package let leaf_hash: String
        package let entry: String
    }
    package struct NodeExample: Decodable, Sendable {
        package let left: String
        package let right: String
        package let node: String
    }
    package struct Root: Decodable, Sendable {
        package let size: Int
        package let root: String
    }
    package struct Inclusion: Decodable, Sendable {
        package let index: Int
        package let size: Int
        package let proof: [String]
    }
    package struct Consistency: Decodable, Sendable {
        package let old: Int
        package let new: Int
        package let proof: [String]
    }
    package struct BadInclusion: Decodable, Sendable {
        package let why: String
        package let index: Int
        package let size: Int
        package let leaf_hash: String
        package let root: String
        package let proof: [String]
    }
    package struct BadConsistency: Decodable, Sendable {
        package let why: String
        package let old: Int
        package let new: Int
        package let old_root: String
        package let new_root: String
        package let proof: [String]
    }
    package struct TilePath: Decodable, Sendable {
        /// Nil for an entry bundle.
        package let level: Int?
        package let n: Int
        package let width: Int
        package let path: String

        enum Key: String, CodingKey { case level, n, width, path }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            level = try? container.decode(Int.self, forKey: .level)
            if level == nil {
                let word = try container.decode(String.self, forKey: .level)
                precondition(word == "entries", "a tile path has a level or the word entries")
            }
            n = try container.decode(Int.self, forKey: .n)
            width = try container.decode(Int.self, forKey: .width)
            path = try container.decode(String.self, forKey: .path)
        }
    }
    package struct Tiles: Decodable, Sendable {
        package struct Item: Decodable, Sendable {
            package let path: String
            package let bytes: Int
            package let sha256: String
            package let data: String?
        }
        package let size: Int
        package let items: [Item]
    }
    package struct BadBundle: Decodable, Sendable {
        package let why: String
        package let width: Int
        package let data: String
    }
    package struct Key: Decodable, Sendable {
        package let name: String
        package let signature_type: UInt8
        package let seed: String
        package let public_key: String
        package let key_id_input: String
        package let key_id: String
        package let vkey: String
    }
    package struct Checkpoint: Decodable, Sendable {
        package let size: Int
        package let signed_text: String
        package let signature: String
        package let note_text: String
    }
    package struct Cosignature: Decodable, Sendable {
        package let witness: String
        package let time: Int
        package let signed_text: String
        package let signature: String
        package let payload: String
        package let line_text: String
    }
    package struct Note: Decodable, Sendable {
        package let name: String
        package let expect: String
        package let note: String
    }
    package struct OfflineProof: Decodable, Sendable {
        package let index: Int
        package let size: Int
        package let entry: String
        package let proof_text: String
    }
    package struct BadOfflineProof: Decodable, Sendable {
        package let why: String
        package let entry: String
        package let proof_text: String
    }

    package let leaves: [Leaf]
    package let node_hash_example: NodeExample
    package let roots: [Root]
    package let inclusion: [Inclusion]
    package let consistency: [Consistency]
    package let inclusion_bad: [BadInclusion]
    package let consistency_bad: [BadConsistency]
    package let tile_paths: [TilePath]
    package let tile_paths_bad: [String]
    package let tiles: [Tiles]
    package let bundle_bad: [BadBundle]
    package let log_key: Key
    package let other_log_key: Key
    package let witness_keys: [Key]
    package let vkeys_bad: [String]
    package let checkpoints: [Checkpoint]
    package let cosignatures: [Cosignature]
    package let cosigned_checkpoint_text: String
    package let notes: [Note]
    package let tlog_proofs: [OfflineProof]
    package let tlog_proofs_bad: [BadOfflineProof]
    package let audit_leaf: LeafVectors
}

/// The part of the vectors about the leaves of this log.
package struct LeafVectors: Decodable, Sendable {
    package struct PerChain: Decodable, Sendable {
        package let subject: String
        package let source: String
        package let recipient: String
    }
    package struct Numbers: Decodable, Sendable {
        package let subject: UInt64
        package let source: UInt64
        package let recipient: UInt64
    }
    package struct ChainTag: Decodable, Sendable {
        package let of: String
        package let number: UInt64
        package let tag: String
    }
    package struct Field: Decodable, Sendable {
        /// Nil in a view that keeps the field closed.
        package let name_text: String?
        package let value_text: String?
        package let salt: String?
        package let commitment: String
    }
    package struct Receipt: Decodable, Sendable {
        package let envelope: String
        package let recipient_text: String
        package let receipt_salt: String
    }
    package struct Entry: Decodable, Sendable {
        package let name: String
        package let salt_r: String
        package let id: String
        package let ref: String
        package let chain_numbers: Numbers
        package let tags: [String]
        package let fields: [Field]
        package let det: String
        package let rcpt: String
        package let receipt: Receipt?
        package let details_plaintext: String
        package let nonce: String?
        package let sealed: String?
        package let leaf_text: String
        package let leaf_bytes: Int
        package let leaf_hash: String
    }
    package struct View: Decodable, Sendable {
        package let of: String
        package let view: String
        package let fields: [Field]
        package let det: String
    }
    package struct BadDetails: Decodable, Sendable {
        package let why: String
        package let head: String
        package let zero_bytes: Int
    }
    package struct BadFacts: Decodable, Sendable {
        package let why: String
        package let facts_text: String
    }
    package struct BadLeaf: Decodable, Sendable {
        package let why: String
        package let leaf_text: String
    }

    package let policy_sha256: String
    package let keys: PerChain
    package let k_enc: String
    package let k_tag: PerChain
    package let chain_tags: [ChainTag]
    package let field_order: [String]
    package let details_bytes: Int
    package let events_by_kind: [String: [String]]
    package let entries: [Entry]
    package let views: [View]
    package let details_bad: [BadDetails]
    package let facts_bad: [BadFacts]
    package let bad_leaf_texts: [BadLeaf]
}
