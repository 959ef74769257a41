// SPDX-License-Identifier: EUPL-1.2
import Foundation
import Gateway

/// The policies that ship, as the tests read them.
enum PolicyFolder {
    static let path = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Policies").path

    static func utrecht() throws -> RuleSet {
        try RuleSet(PolicyFiles(folder: path, region: "utrecht"))
    }
}
