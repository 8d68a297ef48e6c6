// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package com.example;

import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Fails to start where the best backend is not of the kind that the command line names. */
@SpringBootApplication
public class Application implements CommandLineRunner {
    public static void main(String[] arguments) {
        SpringApplication.run(Application.class, arguments);
    }

    @Override
    public void run(String... arguments) {
        Matrix a = Matrix.zeros(40, 40);
        Backends.best().gemm(1, a, a, 0, Matrix.zeros(40, 40));
        if (!Backends.best().name().startsWith(arguments[0])) {
            throw new IllegalStateException(Backends.choice().reason());
        }
    }
}
