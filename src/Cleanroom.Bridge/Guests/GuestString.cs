namespace Cleanroom.Bridge.Guests;

/// <summary>Address of a length-prefixed string in guest memory: a 32-bit byte count, then the bytes.</summary>
/// <param name="Address">The address.</param>
public readonly record struct GuestString(uint Address);

/// <summary>Address in guest memory of a value that is not a string: a list, a box, a block.</summary>
/// <param name="Address">The address.</param>
public readonly record struct GuestPointer(uint Address);
