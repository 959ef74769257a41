// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Gateway

/// Every operation of the partner API, in the order of the documentation.
struct Operations: Sendable {
    let region: Region
    let random: any RandomSource

    var all: [Operation] {
        catalogue + casus + family + life + work + plan + sharing + safety + receiving + log
    }
}
