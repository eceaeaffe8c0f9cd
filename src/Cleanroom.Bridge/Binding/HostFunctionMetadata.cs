using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Cleanroom.Bridge.Binding;

/// <summary>
/// Reads the declared host functions of an assembly from its metadata. Reflection would load every type and create every attribute, which takes longer than
/// the rest of the start of a small program.
/// </summary>
static class HostFunctionMetadata
{
    const ushort Prolog = 1;

    /// <summary>Returns the host functions of an assembly in the order of their declaration.</summary>
    public static unsafe List<HostFunction> Read(Assembly assembly)
    {
        if (!assembly.TryGetRawMetadata(out var metadata, out var length)) throw new NotSupportedException($"{assembly} has no metadata");
        var reader = new MetadataReader(metadata, length);
        var functions = new List<HostFunction>();
        foreach (var handle in reader.CustomAttributes)
        {
            var attribute = reader.GetCustomAttribute(handle);
            if (attribute.Parent.Kind == HandleKind.MethodDefinition && IsHostFunction(reader, attribute.Constructor))
                functions.Add(new HostFunction(assembly.ManifestModule, MetadataTokens.GetToken(attribute.Parent), Decode(reader.GetBlobReader(attribute.Value))));
        }
        return functions;
    }

    static bool IsHostFunction(MetadataReader reader, EntityHandle constructor)
    {
        var type = constructor.Kind == HandleKind.MethodDefinition
            ? reader.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType()
            : reader.GetMemberReference((MemberReferenceHandle)constructor).Parent;
        return type.Kind switch
        {
            HandleKind.TypeDefinition => reader.StringComparer.Equals(reader.GetTypeDefinition((TypeDefinitionHandle)type).Name, nameof(HostFunctionAttribute)),
            HandleKind.TypeReference => reader.StringComparer.Equals(reader.GetTypeReference((TypeReferenceHandle)type).Name, nameof(HostFunctionAttribute)),
            _ => false,
        };
    }

    // A custom attribute as ECMA-335, II.23.3, encodes it: the constructor's arguments, then the properties.
    static HostFunctionAttribute Decode(BlobReader blob)
    {
        if (blob.ReadUInt16() != Prolog) throw new BadImageFormatException("a custom attribute has no prolog");
        var name = blob.ReadSerializedString()!;
        var aliases = new string[Math.Max(0, blob.ReadInt32())];
        for (var index = 0; index < aliases.Length; index++) aliases[index] = blob.ReadSerializedString()!;
        var (module, form, ignored, exact) = (HostFunctionAttribute.DefaultModule, StringForm.Any, 0, false);
        for (var properties = blob.ReadUInt16(); properties > 0; properties--)
        {
            blob.ReadByte();
            if (blob.ReadSerializationTypeCode() == SerializationTypeCode.Enum) blob.ReadSerializedString();
            switch (blob.ReadSerializedString())
            {
                case nameof(HostFunctionAttribute.Module): module = blob.ReadSerializedString()!; break;
                case nameof(HostFunctionAttribute.Form): form = (StringForm)blob.ReadInt32(); break;
                case nameof(HostFunctionAttribute.IgnoredTrailing): ignored = blob.ReadInt32(); break;
                case nameof(HostFunctionAttribute.Exact): exact = blob.ReadBoolean(); break;
                case { } other: throw new NotSupportedException($"{nameof(HostFunctionAttribute)}.{other} is not read from metadata");
            }
        }
        return new HostFunctionAttribute(name, aliases) { Module = module, Form = form, IgnoredTrailing = ignored, Exact = exact };
    }
}
