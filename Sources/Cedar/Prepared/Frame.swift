// SPDX-License-Identifier: EUPL-1.2

/// What compiled evaluators see of one request.
struct Frame {
    let request: Request
    let entities: EntityView
    let principal: AnchorList
    let action: AnchorList
    let resource: AnchorList
    let principalID: Int32
    let actionID: Int32
    let resourceID: Int32

    func anchors(_ variable: AnchoredVariable, contain anchor: Int32) -> Bool {
        switch variable {
        case .principal: principal.contains(anchor)
        case .action: action.contains(anchor)
        case .resource: resource.contains(anchor)
        }
    }

    func id(_ variable: AnchoredVariable) -> Int32 {
        switch variable {
        case .principal: principalID
        case .action: actionID
        case .resource: resourceID
        }
    }
}

/// The variables that are entities.
enum AnchoredVariable: Sendable {
    case principal, action, resource

    init?(_ expression: Expression) {
        switch expression.kind {
        case .variable(.principal): self = .principal
        case .variable(.action): self = .action
        case .variable(.resource): self = .resource
        default: return nil
        }
    }
}
