using Cleanroom.Wasm;
using Cleanroom.Wasm.Model;

namespace Cleanroom.StressHost.Operations;

/// <summary>Writes the code of a function.</summary>
sealed class Code
{
    const byte EmptyBlock = 0x40;

    readonly List<byte> _bytes = [];

    /// <summary>What was written so far.</summary>
    public IReadOnlyList<byte> Bytes => _bytes;

    public Code Emit(Opcode opcode)
    {
        if ((int)opcode < 0x100) _bytes.Add((byte)opcode);
        else _bytes.AddRange([0xFC, (byte)opcode]);
        return this;
    }

    /// <summary>An instruction with an index below 128: of a local, a label or a type of block.</summary>
    public Code Emit(Opcode opcode, int index)
    {
        Emit(opcode);
        _bytes.Add((byte)index);
        return this;
    }

    public Code Call(int function)
    {
        Emit(Opcode.Call);
        _bytes.AddRange(ModuleBytes.Number((uint)function));
        return this;
    }

    /// <summary>A load or store without offset.</summary>
    public Code Access(Opcode opcode)
    {
        Emit(opcode);
        _bytes.AddRange([0, 0]);
        return this;
    }

    /// <summary>A load or store with an offset.</summary>
    public Code Access(Opcode opcode, uint offset)
    {
        Emit(opcode);
        _bytes.Add(0);
        _bytes.AddRange(ModuleBytes.Number(offset));
        return this;
    }

    public Code Block(Opcode opcode, ValueType? result = null) => Emit(opcode, result is { } type ? (byte)type : EmptyBlock);

    public Code Constant(ValueType type, long bits)
    {
        switch (type)
        {
            case ValueType.I32:
                Emit(Opcode.I32Const);
                _bytes.AddRange(Signed((int)bits));
                break;
            case ValueType.I64:
                Emit(Opcode.I64Const);
                _bytes.AddRange(Signed(bits));
                break;
            case ValueType.F32:
                Emit(Opcode.F32Const);
                _bytes.AddRange(BitConverter.GetBytes((int)bits));
                break;
            default:
                Emit(Opcode.F64Const);
                _bytes.AddRange(BitConverter.GetBytes(bits));
                break;
        }
        return this;
    }

    /// <summary>Branches to label n for n below a count, and to the label of that number otherwise.</summary>
    public Code BranchTable(int labels)
    {
        Emit(Opcode.BrTable, labels);
        for (var label = 0; label <= labels; label++) _bytes.Add((byte)label);
        return this;
    }

    static byte[] Signed(long value)
    {
        var bytes = new List<byte>();
        for (; value is < -64 or > 63; value >>= 7) bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)(value & 0x7F)];
    }
}
