/** Feed-forward networks in the ONNX format: {@link dev.lanewise.onnx.Onnx} reads and writes them. */
package dev.lanewise.onnx;
