// The instructions of a WebAssembly function, read as far as one must to tell which addresses it may lead to.
import { OP, REFERENCE } from "./wasm.mjs";

const [BLOCK, LOOP, TRY, CATCH, THROW, RETHROW] = [0x02, 0x03, 0x06, 0x07, 0x08, 0x09];
const [BRANCH, BRANCH_IF, BRANCH_TABLE, CALL, TAIL_CALL, TAIL_CALL_INDIRECT, DELEGATE] = [0x0c, 0x0d, 0x0e, 0x10, 0x12, 0x13, 0x18];
const SELECT_TYPED = 0x1c;
const [LOCAL_GET, LOCAL_SET, LOCAL_TEE, TABLE_GET, TABLE_SET] = [0x20, 0x21, 0x22, 0x25, 0x26];
const [FIRST_ACCESS, LAST_ACCESS, MEMORY_SIZE, MEMORY_GROW] = [0x28, 0x3e, 0x3f, 0x40];
const [I64_CONST, F32_CONST, F64_CONST] = [0x42, 0x43, 0x44];
const [REF_NULL, REF_IS_NULL, REF_FUNC] = [0xd0, 0xd1, 0xd2];
const MORE = 0xfc; // begins instructions of two numbers, by the second: how many numbers follow
const FOLLOWING = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];
const PLAIN = new Set([0x00, 0x01, 0x05, OP.end, 0x0f, 0x19, 0x1a, 0x1b, REF_IS_NULL]); // and all that calculate

// How many numbers follow an instruction that is followed by nothing else.
const NUMBERS = new Map([
  ...[CATCH, THROW, RETHROW, BRANCH, BRANCH_IF, CALL, TAIL_CALL, DELEGATE, LOCAL_GET, LOCAL_SET, LOCAL_TEE, OP.globalGet, OP.globalSet].map((op) => [op, 1]),
  ...[TABLE_GET, TABLE_SET, MEMORY_SIZE, MEMORY_GROW, I64_CONST, REF_NULL, REF_FUNC].map((op) => [op, 1]),
  ...[OP.callIndirect, TAIL_CALL_INDIRECT].map((op) => [op, 2]),
  ...[...PLAIN].map((op) => [op, 0]),
  ...Array.from({ length: 0xc4 - 0x45 + 1 }, (_, index) => [0x45 + index, 0]),
]);

/**
 * Goes through a function's body, a `Reader`, and tells `visitor` of it: `constant(value, at)` of each i32 constant, `access(offset, op)` of each reading and
 * writing of memory with the offset that stands in it, `global(index, at)` of each global that is read, `at` being where the instruction stands, and `other(op, ...numbers)`, where it has that, of what
 * else counts with numbers: constants of other kinds, blocks and branches by a table are passed over. Fails at an instruction that it does not know.
 */
export function through(reader, visitor) {
  for (let left = reader.number(); left > 0; left -= 1) {
    reader.number();
    reader.skipType();
  }
  while (reader.at < reader.bytes.length) {
    const start = reader.at;
    const op = reader.byte();
    if (op === OP.i32Const) visitor.constant(reader.signed(), start);
    else if (op >= FIRST_ACCESS && op <= LAST_ACCESS) {
      reader.number(); // how it is aligned
      visitor.access(reader.number(), op);
    } else if (op === OP.globalGet) visitor.global(reader.number(), start);
    else if (op === BLOCK || op === LOOP || op === OP.if || op === TRY) skipBlockType(reader);
    else if (op === BRANCH_TABLE) skipNumbers(reader, reader.number() + 1);
    else if (op === SELECT_TYPED) for (let left = reader.number(); left > 0; left -= 1) reader.skipType();
    else if (op === F32_CONST || op === F64_CONST) reader.take(op === F32_CONST ? 4 : 8);
    else if (op === MORE) skipNumbers(reader, followingOf(reader.number()));
    else if (NUMBERS.has(op)) {
      const numbers = Array.from({ length: NUMBERS.get(op) }, () => reader.number());
      visitor.other?.(op, ...numbers);
    } else throw new Error(`an instruction ${op} that nobody knows here`);
  }
}

function followingOf(number) {
  if (FOLLOWING[number] === undefined) throw new Error(`an instruction ${MORE} ${number} that nobody knows here`);
  return FOLLOWING[number];
}

function skipNumbers(reader, count) {
  for (let left = count; left > 0; left -= 1) while (reader.byte() >= 128);
}

// A type in one byte, or the number of one.
function skipBlockType(reader) {
  const first = reader.byte();
  if (REFERENCE.includes(first)) skipNumbers(reader, 1);
  else if (first >= 128) skipNumbers(reader, 1);
}
