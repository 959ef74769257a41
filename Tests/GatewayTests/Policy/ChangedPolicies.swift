// SPDX-License-Identifier: EUPL-1.2
import Foundation
import Gateway

/// The rules that ship with something changed, as an officer would do it in the files.
enum ChangedPolicies {
    /// Replaces the first occurrence of a text in one of the files.
    static func replacing(
        _ old: String, with new: String, in path: String
    ) throws -> RuleSet {
        try changing(path) { text in
            guard let range = text.range(of: old) else { throw Absent(text: old) }
            return text.replacingCharacters(in: range, with: new)
        }
    }

    static func changing(
        _ path: String, _ change: (String) throws -> String
    ) throws -> RuleSet {
        let files = try PolicyFiles(folder: PolicyFolder.path, region: "utrecht")
        let changed = try files.files.map { file in
            guard file.path == path else { return file }
            let text = String(decoding: file.bytes, as: UTF8.self)
            return PolicyFiles.File(path: path, bytes: Array(try change(text).utf8))
        }
        return try RuleSet(PolicyFiles(region: "utrecht", files: changed))
    }

    /// The text to be replaced is not there any more.
    struct Absent: Error { let text: String }
}
