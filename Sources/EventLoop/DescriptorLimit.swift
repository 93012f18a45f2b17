// A connection is a descriptor; the default soft limit of 1,024 would be the whole city.

internal import CLibUV

/// Raises the soft limit of open descriptors to the hard limit, as far as the system allows.
/// Returns the limit that holds afterwards.
public func raiseDescriptorLimit() -> Int {
    Int(loop_raise_descriptor_limit())
}
