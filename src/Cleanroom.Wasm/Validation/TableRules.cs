using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Validation;

/// <summary>Validates the instructions on tables, element segments and references.</summary>
/// <param name="module">The module.</param>
/// <param name="body">The state at the instruction.</param>
/// <param name="declaredFunctions">Functions that <c>ref.func</c> may refer to.</param>
sealed class TableRules(ModuleDefinition module, BodyState body, bool[] declaredFunctions)
{
    static readonly ValueType[] ThreeIntegers = [ValueType.I32, ValueType.I32, ValueType.I32];

    public void Apply()
    {
        var (index, second) = (body.Instruction.Index, body.Instruction.SecondIndex);
        switch (body.Instruction.Opcode)
        {
            case Opcode.TableGet:
                body.Pop(ValueType.I32);
                body.Push(Table(index));
                break;
            case Opcode.TableSet: body.Pop([ValueType.I32, Table(index)]); break;
            case Opcode.TableInit: Init(Segment(index).Type, Table(second)); break;
            case Opcode.ElemDrop: Segment(index); break;
            case Opcode.TableCopy: Copy(Table(index), Table(second)); break;
            case Opcode.TableGrow:
                body.Pop([Table(index), ValueType.I32]);
                body.Push(ValueType.I32);
                break;
            case Opcode.TableSize:
                Table(index);
                body.Push(ValueType.I32);
                break;
            case Opcode.TableFill: body.Pop([ValueType.I32, Table(index), ValueType.I32]); break;
            case Opcode.RefNull: body.Push(body.Instruction.ReferenceType); break;
            case Opcode.RefIsNull: IsNull(); break;
            case Opcode.RefFunc: Reference(index); break;
            default: throw new InvalidOperationException($"no rule for {body.Instruction.Row.Name}");
        }
    }

    void Init(ValueType segment, ValueType table)
    {
        if (segment != table) throw body.Error($"type mismatch: {segment.Name()} elements for a table of {table.Name()}");
        body.Pop(ThreeIntegers);
    }

    void Copy(ValueType to, ValueType from)
    {
        if (to != from) throw body.Error($"type mismatch: a table of {from.Name()} cannot be copied to one of {to.Name()}");
        body.Pop(ThreeIntegers);
    }

    void IsNull()
    {
        var reference = body.Pop();
        if (reference != BodyState.Unknown && !reference.IsReference()) throw body.Error($"type mismatch: a reference expected, {reference.Name()} found");
        body.Push(ValueType.I32);
    }

    void Reference(uint function)
    {
        if (function >= (uint)module.Functions.Count) throw body.Error($"unknown function {function}");
        if (!declaredFunctions[function]) throw body.Error($"undeclared function reference {function}");
        body.Push(ValueType.FuncRef);
    }

    ValueType Table(uint index) => index < (uint)module.Tables.Count ? module.Tables[(int)index].ElementType : throw body.Error($"unknown table {index}");

    ElementSegment Segment(uint index) => index < (uint)module.ElementSegments.Length ? module.ElementSegments[index] : throw body.Error($"unknown elem segment {index}");
}
