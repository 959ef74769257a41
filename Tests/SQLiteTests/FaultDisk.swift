// SPDX-License-Identifier: EUPL-1.2
import FaultVFS
import Synchronization

/// A disk in memory that forgets what was not synced; its files end before it does.
final class FaultDisk: @unchecked Sendable {
    private static let made = Atomic<Int>(0)
    let name: String
    let handle: OpaquePointer

    init() {
        name = "sqlite-tests-\(Self.made.add(1, ordering: .relaxed).newValue)"
        handle = fault_vfs_create(name)
    }

    deinit { fault_vfs_destroy(handle) }

    var events: [fault_event] {
        (0..<fault_vfs_event_count(handle)).map { fault_vfs_event_at(handle, $0) }
    }

    func cutAndRestore(keepSome: Bool = false, seed: UInt64 = 0) {
        fault_vfs_cut_power(handle, keepSome ? 1 : 0, seed)
        fault_vfs_power_on(handle)
    }
}
