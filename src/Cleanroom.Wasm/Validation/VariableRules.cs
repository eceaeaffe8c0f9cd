using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Validation;

/// <summary>Validates the instructions on locals and globals.</summary>
sealed class VariableRules(ModuleDefinition module, BodyState body)
{
    public void Apply()
    {
        switch (body.Instruction.Opcode)
        {
            case Opcode.LocalGet: body.Push(Local()); break;
            case Opcode.LocalSet: body.Pop(Local()); break;
            case Opcode.LocalTee:
                body.Pop(Local());
                body.Push(Local());
                break;
            case Opcode.GlobalGet: body.Push(Global().ValueType); break;
            case Opcode.GlobalSet:
                var global = Global();
                if (!global.IsMutable) throw body.Error($"global is immutable: global {body.Instruction.Index} cannot be set");
                body.Pop(global.ValueType);
                break;
            default: throw new InvalidOperationException($"no rule for {body.Instruction.Row.Name}");
        }
    }

    ValueType Local() => body.Instruction.Index < (uint)body.Locals.Length
        ? body.Locals[body.Instruction.Index]
        : throw body.Error($"unknown local {body.Instruction.Index}: the function has {body.Locals.Length}");

    GlobalType Global() => body.Instruction.Index < (uint)module.Globals.Count
        ? module.Globals[(int)body.Instruction.Index]
        : throw body.Error($"unknown global {body.Instruction.Index}");
}
